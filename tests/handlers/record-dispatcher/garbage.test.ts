import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { CREDENTIAL_INPUTS } from "../../../records/credential";
import { GARBAGE, garbageTexts } from "../../support/garbage/values";
import { Dispatcher } from "../../support/record-dispatcher/dispatcher";
import { forwardsTo, ruleItem } from "../../support/receiving-rules/rule-items";

const NOW = Date.parse("2026-11-27T03:17:00Z");
const MAILBOX = "jane@gmail.com";

/** What is left of a partition or sort key beside its prefix. */
const RULE_BYTES = 2_048 - "ROUTE#".length;
const USERNAME_BYTES = 1_024 - "USER#".length;

const key = (pattern: string) => ({ PK: `ROUTE#${pattern}`, SK: "RULE#v1" });
const user = (username: string) => ({ PK: "SMTP_USER", SK: `USER#${username}` });

/** Rules of every pattern, and rules with every value in each attribute; beside one good rule. */
function withRules(): { dispatcher: Dispatcher; patterns: string[]; readable: Set<string> } {
  const dispatcher = new Dispatcher(NOW);
  const patterns: string[] = [];
  const readable = new Set(["good@company.com"]);
  const put = (pattern: string, more: Record<string, unknown>, raw = {}) => {
    const { PK, SK, ...attributes } = marshall(ruleItem(pattern, more));
    dispatcher.put(PK!.S!, SK!.S!, { ...attributes, ...raw });
    patterns.push(pattern);
  };
  for (const pattern of garbageTexts(RULE_BYTES)) {
    put(pattern, forwardsTo("nobody@gmail.com"));
    if (Buffer.byteLength(pattern) <= 320) readable.add(pattern);
  }
  for (const [index, [, value]] of GARBAGE.entries()) {
    put(`enabled${index}@company.com`, forwardsTo(MAILBOX), { enabled: value });
    if (value.BOOL !== undefined) readable.add(`enabled${index}@company.com`);
    put(`actions${index}@company.com`, {}, { actions: value });
    if (value.L?.length === 0) readable.add(`actions${index}@company.com`);
    put(`recipient${index}@company.com`, forwardsTo(MAILBOX), { recipient: value });
    const action = { type: { S: "forward-to-gmail" }, target: value };
    put(`target${index}@company.com`, {}, { actions: { L: [{ M: action }] } });
    if (value.S !== undefined && value.S !== "" && value.S.length <= 320)
      readable.add(`target${index}@company.com`);
    put(`type${index}@company.com`, {}, { actions: { L: [{ M: { ...action, type: value } }] } });
    if (value.S !== undefined) readable.add(`type${index}@company.com`);
    put(`other${index}@company.com`, {}, { description: value });
    readable.add(`other${index}@company.com`);
  }
  const many = Array.from({ length: 5_000 }, (_, index) => `person${index}@gmail.com`);
  put("many@company.com", forwardsTo(...many));
  put("good@company.com", forwardsTo(MAILBOX));
  dispatcher.put(user("jane").PK, user("jane").SK, marshall({ status: "pending", mailbox: MAILBOX }));
  return { dispatcher, patterns, readable };
}

describe("items that nobody expects, in the dispatcher", function () {
  this.timeout(60_000);

  it("a batch of rules of any form is followed: the good one reaches its login, and nothing is reported again", async () => {
    const { dispatcher, patterns } = withRules();
    for (let start = 0; start < patterns.length; start += 100)
      expect(await dispatcher.report(patterns.slice(start, start + 100).map(key))).to.equal(0);
    expect(dispatcher.events.flatMap(({ usernames }) => usernames)).to.include("jane");
    expect(dispatcher.model.get(`MAILBOX#${MAILBOX}`, "ROUTE#good@company.com")).not.to.equal(undefined);
    expect(dispatcher.logged.filter(({ level }) => level === "error")).to.deep.equal([]);
  });

  it("a sweep searches a table of such rules, and reports each that cannot be read once", async () => {
    const { dispatcher, patterns, readable } = withRules();
    await dispatcher.sweep();
    expect(dispatcher.model.get(`MAILBOX#${MAILBOX}`, "ROUTE#good@company.com")).not.to.equal(undefined);
    const { findings, counts } = await dispatcher.sweep();
    expect(counts.unreadable_rule).to.equal(patterns.length - readable.size);
    const details = findings.flatMap(({ kind, detail }) => (kind === "unreadable_rule" ? [detail] : []));
    expect(new Set(details).size).to.equal(details.length);
    expect(details).to.include("many@company.com: it forwards to 5000 mailboxes; up to 100 are read");
    expect(details.join("\n")).to.match(
      /^l{119}…: the pattern has 912 bytes; an address has up to 320 \(RFC 5321\)$/m,
    );
    for (const { pattern, problem } of dispatcher.logged.flatMap(({ message, fields }) =>
      message === "a receiving rule gives nothing" ? [fields as { pattern: string; problem: string }] : [],
    ))
      expect(pattern.length + problem.length, problem).to.be.below(500);
  });

  it("a rule that is too long is no longer reported once it is removed", async () => {
    const dispatcher = new Dispatcher(NOW);
    const long = "x".repeat(RULE_BYTES);
    dispatcher.put(key(long).PK, key(long).SK, marshall({ enabled: true }));
    await dispatcher.report([key(long)]);
    expect((await dispatcher.sweep()).counts.unreadable_rule).to.equal(1);
    dispatcher.model.delete(key(long).PK, key(long).SK);
    await dispatcher.report([key(long)]);
    expect((await dispatcher.sweep()).counts.unreadable_rule).to.equal(0);
    expect(dispatcher.model.all().filter(({ PK }) => PK?.S === "RECEIVING_RULE_TOO_LONG")).to.deep.equal([]);
  });

  it("an index that somebody has written into is put right, and stops no rule", async () => {
    const { dispatcher, patterns } = withRules();
    for (const [index, [, value]] of GARBAGE.entries()) {
      const pattern = `index${index}@company.com`;
      dispatcher.put(key(pattern).PK, key(pattern).SK, marshall(ruleItem(pattern, forwardsTo(MAILBOX))));
      dispatcher.put("RECEIVING_RULE", `company.com#${pattern}`, { mailboxes: value, touched_by: value });
      patterns.push(pattern);
    }
    for (const text of garbageTexts(1_024)) dispatcher.put("RECEIVING_RULE", text, { gone: { BOOL: true } });
    for (const text of garbageTexts(1_024))
      dispatcher.put("RECEIVING_RULE_TOO_LONG", text, { pattern: { S: text } });
    for (const text of garbageTexts(1_024)) dispatcher.put(`MAILBOX#${MAILBOX}`, text);
    await dispatcher.sweep();
    for (const index of GARBAGE.keys()) {
      const item = dispatcher.model.get("RECEIVING_RULE", `company.com#index${index}@company.com`);
      expect(item?.mailboxes, GARBAGE[index]?.[0]).to.deep.equal({ SS: [MAILBOX] });
    }
    expect(dispatcher.logged.filter(({ level }) => level === "error")).to.deep.equal([]);
  });

  it("records, holds and leases of any form are dispatched and swept; a record that is due is among them", async () => {
    const dispatcher = new Dispatcher(NOW);
    const names = garbageTexts(USERNAME_BYTES);
    const controls = Array.from({ length: 70 }, (_, index) => `${index}${"\u0000".repeat(1_000)}`);
    for (const name of [...names, ...controls])
      dispatcher.put(user(name).PK, user(name).SK, { status: { S: "pending" } });
    for (const [index, [, value]] of GARBAGE.entries())
      for (const name of [
        ...CREDENTIAL_INPUTS,
        "failure",
        "suspended",
        "applied",
        "rule_senders",
        "adopting",
        "created_at",
        "rotated_at",
        "previous_until",
        "encrypted_credentials",
        "smtp_username",
        "iam_user_arn",
        "verified_status",
        "changed_by",
      ]) {
        const SK = `USER#${name}-${index}`;
        const active = marshall({ status: "active", allowed_from_addresses: ["a@company.com"] });
        dispatcher.put("SMTP_USER", SK, { ...active, [name]: value });
        dispatcher.put("SMTP_HOLD", `USER#held-${name}-${index}`, {
          [name]: value,
          kind: value,
          reason: value,
        });
        dispatcher.put("SMTP_LEASE", SK, {
          holder: value,
          expires_at: value,
          look_again_at: value,
          current_key: value,
          senders: value,
          said: value,
          previous: value,
        });
      }
    dispatcher.put("SMTP_USER", "no username");
    dispatcher.put(
      user("jane").PK,
      user("jane").SK,
      marshall({ status: "pending", allowed_from_addresses: ["jane@company.com"] }),
    );
    expect(await dispatcher.report([...names, ...controls].map(user))).to.equal(0);
    expect(dispatcher.events.flatMap(({ usernames }) => usernames)).to.have.members([...names, ...controls]);
    const { findings } = await dispatcher.sweep();
    expect(findings.filter(({ username }) => username === "jane").map(({ kind }) => kind)).to.deep.equal([
      "not_applied",
    ]);
    expect(Buffer.byteLength(JSON.stringify(findings))).to.be.below(6_000_000);
  });
});
