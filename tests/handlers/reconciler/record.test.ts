import { expect } from "chai";
import type { RecordAttributes, Request } from "../../../handlers/reconciler/types";
import type { Failure } from "../../../handlers/reconciler/failures/catalogue";
import { readHints, readDesiredState, requestOf } from "../../../handlers/reconciler/record";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const RULES = { allowedFromDomains: ["company.com"], sendingResources: ["arn:one"] };
const asRequest = (attributes: RecordAttributes, foreignBytes = 0): Request => ({
  attributes,
  foreignBytes,
  hold: undefined,
});
const desired = (record: RecordAttributes | undefined, username = "john.doe") =>
  readDesiredState(username, record && asRequest(record), RULES, NOW);
const withAddresses = (allowed_from_addresses: unknown) =>
  desired({ status: "pending", allowed_from_addresses });

const badAddresses: [what: string, addresses: unknown, message: RegExp][] = [
  ["no list", undefined, /^allowed_from_addresses is missing\. Write a list .*\*@company\.com/],
  ["an empty list", [], /^allowed_from_addresses is empty\. Write a list/],
  ["a string", "a@company.com", /^allowed_from_addresses is "a@company\.com"\. Write a list/],
  ["a number", 5, /^allowed_from_addresses is 5\. Write a list/],
  ["a number in it", [5], /^allowed_from_addresses\[0\] is 5\. Write a list/],
  ["*", ["*"], /^allowed_from_addresses\[0\]: "\*" would allow every sender/],
  ["*company.com", ["*company.com"], /^allowed_from_addresses\[0\]: .*Write \*@company\.com/],
  ["a policy variable", ["${aws:username}@company.com"], /\[0\]: .*not allowed before the "@"/],
  ["a newline", ["a\n@company.com"], /\[0\]: .*not allowed/],
  ["a quote", ['a"@company.com'], /\[0\]: .*not allowed/],
  ["a foreign domain", ["a@elsewhere.org"], /\[0\]: .*Use company\.com or a subdomain/],
];

describe("the desired state of a record", () => {
  it("is absent if there is no record", () => expect(desired(undefined)).to.deep.equal({ kind: "absent" }));

  for (const status of ["pending", "active"]) {
    it(`is a login if its status is ${status}`, () => {
      expect(desired({ status, allowed_from_addresses: ["a@Company.com"] })).to.deep.equal({
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

  it("is disabled if its status is disabled, whatever its addresses", () => {
    expect(desired({ status: "disabled" })).to.deep.equal({ kind: "disabled" });
  });

  const judged = (record: RecordAttributes, status: string) => {
    const request = { ...record, status: "failed", failure: { of: { status, digest: "" } } };
    const { digest } = requestOf({ attributes: request, hold: undefined }, RULES);
    return { ...request, failure: { of: { status, digest } } };
  };

  it("is unchanged if the manager has failed this very request", () => {
    const record = judged({ allowed_from_addresses: ["*"] }, "pending");
    expect(desired(record)).to.deep.equal({ kind: "unchanged", asked: "pending" });
    const set = judged({ allowed_from_addresses: new Set(["b", "a"]) }, "pending");
    expect(desired({ ...set, allowed_from_addresses: ["a", "b"] }), "a set is unordered").to.deep.equal({
      kind: "unchanged",
      asked: "pending",
    });
  });

  it("is a new request for what was asked, if it has failed with another list or under other settings", () => {
    const record = judged({ allowed_from_addresses: ["*"] }, "pending");
    const list = ["a@company.com"];
    expect(desired({ ...record, allowed_from_addresses: list })).to.deep.equal({
      kind: "enabled",
      patterns: list,
    });
    const elsewhere = judged({ allowed_from_addresses: ["a@elsewhere.org"] }, "active");
    const rules = { ...RULES, allowedFromDomains: ["company.com", "elsewhere.org"] };
    expect(readDesiredState("john.doe", asRequest(elsewhere), rules, NOW)).to.have.property(
      "kind",
      "enabled",
    );
    const disabled = judged({ allowed_from_addresses: ["*"] }, "disabled");
    expect(desired({ ...disabled, allowed_from_addresses: list })).to.deep.equal({ kind: "disabled" });
  });

  for (const failure of [undefined, "text", {}, { of: {} }, { of: { status: "pending", digest: 5 } }]) {
    it(`is unknown if status was set to failed by hand, beside the failure ${JSON.stringify(failure)}`, () => {
      const read = desired({ status: "failed", failure, allowed_from_addresses: ["a@company.com"] });
      expect(read).to.have.property("kind", "unknown");
      expect(read).to.have.nested.property("failure.code", "status_set_by_hand");
    });
  }

  it("stays unknown with another list", () => {
    const record = judged({ allowed_from_addresses: ["*"] }, "failed");
    expect(desired({ ...record, allowed_from_addresses: ["a@company.com"] })).to.have.property(
      "kind",
      "unknown",
    );
  });

  it("is unchanged if it has failed because of its username: writing the failure does not start another run", () => {
    const record = judged({ allowed_from_addresses: ["a@company.com"] }, "pending");
    expect(readDesiredState("jöhn", asRequest(record), RULES, NOW)).to.have.property("kind", "unchanged");
  });

  it("is invalid if it leaves no room for what is written to it", () => {
    const record = { status: "pending", allowed_from_addresses: ["a@company.com"] };
    expect(readDesiredState("john.doe", asRequest(record, 401_408), RULES, NOW)).to.have.property(
      "kind",
      "enabled",
    );
    const read = readDesiredState("john.doe", asRequest(record, 401_409), RULES, NOW);
    expect(read).to.have.nested.property("failure.code", "record_too_large");
    expect(read)
      .to.have.nested.property("failure.message")
      .that.matches(
        /^The record has 401409 bytes without its login; at most 401408 leave room for the login in an item of 409600/,
      );
  });

  for (const [what, addresses, message] of badAddresses) {
    it(`is invalid with ${what} for addresses, and says what to write`, () => {
      const read = withAddresses(addresses);
      expect(read).to.have.nested.property("failure.code", "invalid_allowed_from_addresses");
      expect(read).to.have.nested.property("failure.message").that.matches(message);
    });
  }

  it("with entries that can be used beside some that cannot has both, and names those, three at most", () => {
    const read = withAddresses(["a@company.com", 5, "*", "*company.com", "b@elsewhere.org"]);
    expect(read).to.deep.include({ kind: "enabled", patterns: ["a@company.com"] });
    const { mistake } = read as { mistake: { whole: Failure; leftOut: Failure } };
    const named = /^allowed_from_addresses\[1\] is 5, \[2\]: "\*" .*, \[3\]: .* and 1 more/;
    expect(mistake.whole.message)
      .to.match(named)
      .and.not.match(/applied/);
    expect(mistake.leftOut.message)
      .to.match(named)
      .and.match(/; the other entries are applied\. Write a list/);
  });

  it("with more addresses than a policy can have has those that fit, and says how many", () => {
    const many = Array.from({ length: 100 }, (_, index) => `somebody.${index}@company.com`);
    const read = withAddresses(many) as unknown as {
      patterns: string[];
      mistake: { whole: Failure; leftOut: Failure };
    };
    expect(read.patterns).to.deep.equal(many.slice(0, read.patterns.length));
    expect(read.patterns.length).to.be.within(40, 90);
    expect(read.mistake.whole).to.have.property("code", "too_many_addresses");
    expect(read.mistake.whole.message).to.match(/^allowed_from_addresses has 100 .*Use patterns/);
    expect(read.mistake.leftOut.message).to.contain(`only the first ${read.patterns.length} are applied`);
  });

  for (const status of [undefined, "Active", "", 5, ["pending"]]) {
    it(`is invalid with the status ${JSON.stringify(status)}, and lists the valid ones`, () => {
      const read = desired({ status, allowed_from_addresses: ["a@company.com"] });
      expect(read).to.have.nested.property("failure.code", "invalid_status");
      expect(read)
        .to.have.nested.property("failure.message")
        .that.matches(/^status is .*"pending".*"disabled"/);
    });
  }

  for (const username of ["john doe", "john/doe", "a".repeat(40), "jürgen", ""]) {
    it(`is invalid for the username ${JSON.stringify(username)}, and says what a username is`, () => {
      const read = desired({ status: "pending", allowed_from_addresses: ["a@company.com"] }, username);
      expect(read).to.have.nested.property("failure.code", "invalid_username");
      expect(read)
        .to.have.nested.property("failure.message")
        .that.matches(/SK is USER# and 1 to 39 ASCII/);
    });
  }

  it("shows no more than a line of a long value", () => {
    const read = withAddresses({ long: "x".repeat(100_000) });
    expect((read as { failure: { message: string } }).failure.message.length).to.be.lessThan(300);
  });
});

describe("a record's hints", () => {
  it("are none if there is no record, or one written by hand with other types", () => {
    const none = {
      status: undefined,
      unprovenKey: undefined,
      secret: undefined,
      iamUserName: undefined,
      verified: undefined,
      failure: undefined,
      applied: undefined,
      previous: undefined,
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

  it("include a secret only with both its parts", () => {
    expect(readHints({ smtp_username: "AKIA", encrypted_password: "c" }).secret).to.deep.equal({
      accessKeyId: "AKIA",
      ciphertext: "c",
    });
    expect(readHints({ smtp_username: "AKIA" }).secret).to.equal(undefined);
  });
});
