import { expect } from "chai";
import { noticesDue } from "../../../../handlers/reconciler/notices/due";
import { readDesiredState } from "../../../../handlers/reconciler/record";
import { gainedSenders } from "../../../../handlers/reconciler/receiving-rules/gained";
import { mailboxRules, SETTINGS } from "../../../support/receiving-rules/policy-of";
import type { StoredRule } from "../../../support/receiving-rules/receiving-system";

const MAILBOX = "jane@gmail.com";
const RULES = new Map<string, StoredRule>([["jane@company.com", { enabled: true, forwardsTo: [MAILBOX] }]]);

function desired(attributes: Record<string, unknown>, rules = RULES, settings = SETTINGS) {
  const record = { status: "pending", mailbox: MAILBOX, ...attributes };
  const request = { attributes: record, hold: undefined, foreignBytes: 0 };
  return readDesiredState("jane", { ...request, mailboxRules: mailboxRules(MAILBOX, rules) }, settings, 0);
}

describe("a record with a mailbox", () => {
  it("needs no list while rules give it an address", () => {
    expect(desired({})).to.deep.equal({
      kind: "enabled",
      patterns: [],
      rules: { senders: ["jane@company.com"], except: [] },
    });
  });

  it("fails without a list and without a rule, and is applied with a list, which says so", () => {
    const none = desired({}, new Map());
    expect(none.kind === "invalid" && none.failure.code).to.equal("receiving_rules");
    const listed = desired({ allowed_from_addresses: ["a@company.com"] }, new Map());
    expect(listed).to.deep.include({ kind: "enabled", patterns: ["a@company.com"] });
    expect(listed.kind === "enabled" && listed.mistake?.whole).to.equal(undefined);
    expect(listed.kind === "enabled" && listed.mistake?.leftOut.message).to.include("no receiving rule");
  });

  it("fails with an empty list, whatever rules give", () => {
    expect(desired({ allowed_from_addresses: [] }).kind).to.equal("invalid");
  });

  it("gets nothing, and is told so, if the stack does not use receiving rules", () => {
    const off = desired({ allowed_from_addresses: ["a@company.com"] }, RULES, {
      ...SETTINGS,
      receivingRules: false,
    });
    expect(off).not.to.have.property("rules");
    expect(off.kind === "enabled" && off.mistake?.leftOut.message).to.include("does not use receiving rules");
  });
});

describe("what a login gains by receiving rules", () => {
  const rest = { senders: ["*@company.com"], except: ["bob+*@*", "bob@*"] };

  it("is a rule that is new, and an address that is no longer left out; losing one is no gain", () => {
    expect(gainedSenders({}, rest)).to.deep.equal(["*@company.com"]);
    expect(gainedSenders({ rule_senders: rest }, { ...rest, except: [] })).to.deep.equal(["bob@company.com"]);
    expect(gainedSenders({ rule_senders: { ...rest, except: [] } }, rest)).to.deep.equal([]);
    expect(gainedSenders({ rule_senders: rest }, { senders: [], except: [] })).to.deep.equal([]);
  });

  it("is kept until something else is gained, so that a run that dies before it tells loses nothing", () => {
    const record = { rule_senders: { ...rest, gained: ["*@company.com"] } };
    expect(gainedSenders(record, rest)).to.deep.equal(["*@company.com"]);
  });

  it("is told to administrators, with the mailbox", () => {
    const attributes = {
      status: "active",
      mailbox: MAILBOX,
      rule_senders: { ...rest, gained: ["*@company.com"] },
    };
    const facts = { username: "jane", compromised: false, previous: undefined, previousUsedAt: undefined };
    const due = noticesDue(
      { ...facts, record: { attributes, hold: undefined } },
      { rotationDays: 0, graceDays: 7, maxGraceDays: 30 },
      0,
    );
    expect(due.map(({ audience, notice }) => [audience, notice])).to.deep.equal([
      ["administrators", { kind: "senders_gained", senders: ["*@company.com"], mailbox: MAILBOX }],
    ]);
  });
});
