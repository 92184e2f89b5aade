import { expect } from "chai";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator } from "../../sandbox/testkit/administrator";
import { iamState } from "../support/sandbox/iam-users";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** Too long for an IAM inline policy. */
const TOO_MANY = Array.from(
  { length: 60 },
  (_, index) => `a-rather-long-sender-address-${index}@company.com`,
);

const BAD_ADDRESSES: [string, unknown, RegExp][] = [
  ["an empty list", [], /is empty\. Write a list/],
  ["a bare wildcard", ["*"], /would allow every sender\. Write \*@company\.com/],
  ["a wildcard without @", ["*company.com"], /also match other domains/],
  ["a policy variable", ["${aws:username}@company.com"], /character that is not allowed/],
  ["a newline", ["john\n@company.com"], /character that is not allowed/],
  ["a quote", ['jo"hn@company.com'], /character that is not allowed/],
  ["a number", [42], /\[0\] is 42\. Write a list/],
  ["a number instead of a list", 42, /is 42\. Write a list/],
  ["no list", undefined, /is missing\. Write a list/],
  ["a foreign domain", ["john@elsewhere.org"], /not in an allowed domain\. Use company\.com/],
  ["more than fits in a policy", TOO_MANY, /60 entries.*IAM allows 2048\. Use patterns/],
];

const BAD_USERNAMES: [string, string][] = [
  ["a space", "john doe"],
  ["a slash", "john/doe"],
  ["too many characters", "j".repeat(40)],
  ["a non-ASCII letter", "jöhn"],
];

describe("a record that cannot be applied", () => {
  let report: SandboxReport;
  let administrator: Administrator;

  before(async () => {
    ({ report } = await sharedSandbox());
    administrator = new Administrator(report);
  });
  after(() => administrator?.close());

  for (const [index, [name, addresses, reason]] of BAD_ADDRESSES.entries()) {
    it(`fails with the attribute and the remedy, and leaves nothing in IAM: ${name}`, async () => {
      const username = `bad-${index}`;
      const given = addresses === undefined ? {} : { allowed_from_addresses: addresses };
      await administrator.put(username, { status: "pending", ...given });
      const { failure } = await administrator.waitFor(username, ({ status }) => status === "failed");
      expect(failure?.message)
        .to.match(/^allowed_from_addresses/)
        .and.match(reason);
      expect(failure).to.have.all.keys("code", "message", "correlation_id", "at", "of");
      expect(await iamState(report, username)).to.deep.equal({ users: [], keys: [] });
    });
  }

  for (const [name, username] of BAD_USERNAMES) {
    it(`fails with the rule for usernames: ${name}`, async () => {
      await administrator.put(username, { status: "pending", allowed_from_addresses: ["john@company.com"] });
      const { failure } = await administrator.waitFor(username, ({ status }) => status === "failed");
      expect(failure?.code).to.equal("invalid_username");
      expect(failure?.message).to.include(JSON.stringify(username)).and.include("1 to 39 ASCII letters");
      expect((await iamState(report, "")).users.filter(user => user.includes(username))).to.deep.equal([]);
    });
  }

  it("is processed once: writing its failure does not trigger the manager again", async () => {
    await administrator.put("processed/once", {
      status: "pending",
      allowed_from_addresses: ["john@company.com"],
    });
    const { updated_at } = await administrator.waitFor("processed/once", ({ status }) => status === "failed");
    // A later record in the same stream is processed after anything that the first one's failure could trigger.
    await administrator.put("after-processed-once", { status: "pending", allowed_from_addresses: [] });
    await administrator.waitFor("after-processed-once", ({ status }) => status === "failed");
    expect((await administrator.read("processed/once"))?.updated_at).to.equal(updated_at);
  });

  it("does not include one with a string set, which works like a list", async () => {
    await administrator.put("string-set", {
      status: "pending",
      allowed_from_addresses: new Set(["set@company.com", "*@sub.company.com"]),
    });
    await administrator.waitFor("string-set", ({ status }) => status === "active");
  });
});
