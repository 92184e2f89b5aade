import { expect } from "chai";
import { isUserNameOf, userName } from "../../../handlers/shared/iam-names";
import { isUsername } from "../../../records/credential";
import { usernameOf } from "../../../records/keys";

describe("a name", () => {
  const usernames: [text: string, good: boolean][] = [
    ["john.doe", true],
    ["svc_mail+prod=1.a@b-c", true],
    ["a".repeat(39), true],
    ["a".repeat(40), false],
    ["", false],
    ["john doe", false],
    ["john/doe", false],
    ["jürgen", false],
    ["john\n", false],
    ["*", false],
  ];
  for (const [text, good] of usernames) {
    it(`${JSON.stringify(text)} is ${good ? "a" : "not a"} username`, () =>
      expect(isUsername(text)).to.equal(good));
  }

  it("of the longest username fits IAM's 64 characters", () => {
    expect(userName("a".repeat(39), new Date("2100-01-01"))).to.have.length(64);
  });

  // Proves T3.1-d
  it("of an IAM user belongs to its username and to no other", () => {
    const name = userName("john.doe", new Date("2026-01-01"));
    expect(isUserNameOf(name, "john.doe")).to.equal(true);
    for (const other of ["john", "John.Doe", "john.doe-1", "john.do"])
      expect(isUserNameOf(name, other)).to.equal(false);
    expect(isUserNameOf(`${name}-1767225600`, "john.doe")).to.equal(false);
  });

  it("is read only from a sort key of a user", () => {
    expect(usernameOf("USER#john")).to.equal("john");
    expect(usernameOf("CONFIG#john")).to.equal(undefined);
  });
});
