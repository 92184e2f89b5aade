import { expect } from "chai";
import { readHints, readDesiredState, type RecordAttributes } from "../../../handlers/reconciler/record";

const RULES = { allowedFromDomains: ["company.com"], sendingResources: ["arn:one"] };
const wish = (record: RecordAttributes | undefined, username = "john.doe") =>
  readDesiredState(username, record, RULES);
const withAddresses = (allowed_from_addresses: unknown) =>
  wish({ status: "pending", allowed_from_addresses });

const badAddresses: [what: string, addresses: unknown, message: RegExp][] = [
  ["no list", undefined, /^allowed_from_addresses is missing: write a list .*\*@company\.com/],
  ["an empty list", [], /^allowed_from_addresses is empty: write a list/],
  ["a text", "a@company.com", /^allowed_from_addresses is "a@company\.com": write a list/],
  ["a number", 5, /^allowed_from_addresses is 5: write a list/],
  ["a number in it", ["a@company.com", 5], /^allowed_from_addresses\[1\] is 5: write a list/],
  ["*", ["*"], /^allowed_from_addresses\[0\]: "\*" would allow every sender/],
  ["*company.com", ["*company.com"], /^allowed_from_addresses\[0\]: .*write \*@company\.com/],
  ["a policy variable", ["${aws:username}@company.com"], /\[0\]: .*not allowed before the "@"/],
  ["a newline", ["a\n@company.com"], /\[0\]: .*not allowed/],
  ["a quote", ['a"@company.com'], /\[0\]: .*not allowed/],
  ["a foreign domain", ["a@elsewhere.org"], /\[0\]: .*use company\.com or a sub-domain/],
];

describe("a record's wish", () => {
  it("is that nothing be left where there is no record", () =>
    expect(wish(undefined)).to.deep.equal({ kind: "absent" }));

  for (const status of ["pending", "active"]) {
    it(`is a login where it is ${status}`, () => {
      expect(wish({ status, allowed_from_addresses: ["a@Company.com"] })).to.deep.equal({
        kind: "enabled",
        patterns: ["a@company.com"],
      });
    });
  }

  it("reads a string set like a list", () => {
    expect(withAddresses(new Set(["b@company.com", "a@company.com"]))).to.deep.equal({
      kind: "enabled",
      patterns: ["a@company.com", "b@company.com"],
    });
  });

  it("is no login where it is disabled, whatever its addresses", () => {
    expect(wish({ status: "disabled" })).to.deep.equal({ kind: "disabled" });
  });

  it("is nothing where it has failed", () =>
    expect(wish({ status: "failed" })).to.deep.equal({ kind: "unchanged" }));

  it("is nothing where it has failed for its username: the verdict does not wake itself", () => {
    expect(readDesiredState("jöhn", { status: "failed" }, RULES)).to.deep.equal({ kind: "unchanged" });
  });

  it("cannot be followed where it leaves no room for what is written to it", () => {
    const read = wish({ status: "pending", description: "x".repeat(400_000) });
    expect(read).to.have.nested.property("fault.code", "record_too_large");
  });

  for (const [what, addresses, message] of badAddresses) {
    it(`cannot be followed with ${what} for addresses, and says what to write`, () => {
      const read = withAddresses(addresses);
      expect(read).to.have.nested.property("fault.code", "invalid_allowed_from_addresses");
      expect(read).to.have.nested.property("fault.message").that.matches(message);
    });
  }

  it("cannot be followed with more addresses than a policy holds", () => {
    const many = Array.from({ length: 100 }, (_, index) => `somebody.${index}@company.com`);
    const read = withAddresses(many);
    expect(read).to.have.nested.property("fault.code", "too_many_addresses");
    expect(read)
      .to.have.nested.property("fault.message")
      .that.matches(/^allowed_from_addresses has 100 .*use patterns/);
  });

  for (const status of [undefined, "Active", "", 5, ["pending"]]) {
    it(`cannot be followed with the status ${JSON.stringify(status)}, and says which there are`, () => {
      const read = wish({ status, allowed_from_addresses: ["a@company.com"] });
      expect(read).to.have.nested.property("fault.code", "invalid_status");
      expect(read)
        .to.have.nested.property("fault.message")
        .that.matches(/^status is .*"pending".*"disabled"/);
    });
  }

  for (const username of ["john doe", "john/doe", "a".repeat(40), "jürgen", ""]) {
    it(`cannot be followed for the username ${JSON.stringify(username)}, and says what one is`, () => {
      const read = wish({ status: "pending", allowed_from_addresses: ["a@company.com"] }, username);
      expect(read).to.have.nested.property("fault.code", "invalid_username");
      expect(read)
        .to.have.nested.property("fault.message")
        .that.matches(/SK is USER# and 1 to 39 ASCII/);
    });
  }

  it("shows no more than a line of a value that is too long", () => {
    const read = withAddresses({ long: "x".repeat(100_000) });
    expect((read as { fault: { message: string } }).fault.message.length).to.be.lessThan(300);
  });
});

describe("a record's hints", () => {
  it("are none where there is no record, or one of a hand that wrote other types", () => {
    const none = {
      status: undefined,
      secret: undefined,
      iamUserName: undefined,
      verified: undefined,
      failed: false,
    };
    expect(readHints(undefined)).to.deep.equal(none);
    const odd = {
      status: 1,
      smtp_username: {},
      encrypted_password: [],
      iam_user_name: "",
      verified_status: "yes",
    };
    expect(readHints(odd)).to.deep.equal(none);
  });

  it("are a secret only with both its parts", () => {
    expect(readHints({ smtp_username: "AKIA", encrypted_password: "c" }).secret).to.deep.equal({
      accessKeyId: "AKIA",
      ciphertext: "c",
    });
    expect(readHints({ smtp_username: "AKIA" }).secret).to.equal(undefined);
  });
});
