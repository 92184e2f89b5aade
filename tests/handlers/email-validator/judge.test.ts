import { expect } from "chai";
import { judge, type Judgment } from "../../../handlers/email-validator/judge";
import type { SentMail } from "../../../handlers/email-validator/sent-mail";
import { allowing, allowingOnly } from "../../../handlers/shared/sender-history";

const OWN_SET = "ses-smtp-prod";
const MINUTE = 60_000;
const START = Date.parse("2026-11-27T08:00:00Z");
const at = (minutes: number) => START + minutes * MINUTE;

/** The login may send as jane, and as anybody whose address begins with `team-`. */
const LIST = ["jane@example.com", "team-*@example.com"];
const HISTORY = allowing(undefined, LIST, START);

/** Sent an hour after the list took effect, by jane, as her login may. */
function mail(changes: Partial<SentMail> = {}): SentMail {
  return {
    messageId: "0100-1",
    sentAt: new Date(at(60)).toISOString(),
    userName: "ses-smtp-user-jane-1764230400",
    username: "jane",
    from: ["jane@example.com"],
    fromDomain: "example.com",
    source: "jane@example.com",
    configurationSet: OWN_SET,
    sourceIp: "192.0.2.1",
    ...changes,
  };
}

function shown(judgment: Judgment) {
  if (judgment.kind === "unjudged") return judgment.reason;
  if (judgment.kind === "allowed") return "allowed";
  const { kinds, senders, suspends } = judgment.violation;
  return `${suspends ? "suspends" : "alerts"}: ${kinds.join(" + ")}, ${senders.join(" ")}`;
}

describe("a message", () => {
  const cases: [what: string, changes: Partial<SentMail>, result: string][] = [
    ["from an address in the list", {}, "allowed"],
    ["that a wildcard allows", { from: ["team-a@example.com"], source: "team-b@example.com" }, "allowed"],
    ["from another address", { from: ["boss@example.com"] }, "suspends: header_from, boss@example.com"],
    [
      "whose local part differs in case, which IAM compares",
      { from: ["Jane@example.com"] },
      "suspends: header_from, Jane@example.com",
    ],
    [
      "from an address in the list and another",
      { from: ["jane@example.com", "boss@example.com"] },
      "suspends: header_from, boss@example.com",
    ],
    [
      "with another envelope sender alone",
      { source: "bounces@elsewhere.example" },
      "alerts: envelope, bounces@elsewhere.example",
    ],
    [
      "with both",
      { from: ["boss@example.com"], source: "boss@example.com" },
      "suspends: header_from + envelope, boss@example.com",
    ],
    [
      "through another configuration set",
      { configurationSet: "marketing" },
      "suspends: configuration_set, jane@example.com",
    ],
    [
      "whose configuration set SES does not name",
      { configurationSet: undefined },
      "alerts: configuration_set, jane@example.com",
    ],
    ["whose header From cannot be read", { from: undefined }, "alerts: unreadable_from, jane@example.com"],
    [
      "whose header From cannot be read, in a domain that no pattern allows",
      { from: undefined, fromDomain: "elsewhere.example" },
      "suspends: header_from, jane@example.com",
    ],
    ["without an envelope sender", { source: undefined }, "allowed"],
    [
      "with a thousand senders",
      { from: Array.from({ length: 1_000 }, (_, index) => `x${index}@example.com`) },
      "suspends: header_from, x0@example.com x1@example.com x2@example.com x3@example.com x4@example.com",
    ],
    [
      "sent before anything was known about the login",
      { sentAt: new Date(START - 1).toISOString(), from: ["boss@example.com"] },
      "sent before the known lists",
    ],
    [
      "sent before that, but through another configuration set",
      { sentAt: new Date(START - 1).toISOString(), configurationSet: "marketing" },
      "suspends: configuration_set, jane@example.com",
    ],
  ];
  for (const [what, changes, result] of cases)
    it(`${what}: ${result}`, () => {
      expect(
        shown(judge(mail(changes), { senders: HISTORY, isCurrentUser: true }, [OWN_SET, "shared"])),
      ).to.equal(result);
    });

  it("through another set that logins may use is allowed", () => {
    const sent = mail({ configurationSet: "shared" });
    expect(shown(judge(sent, { senders: HISTORY, isCurrentUser: true }, [OWN_SET, "shared"]))).to.equal(
      "allowed",
    );
  });

  it("of a login of which nothing is known is not judged", () => {
    const sent = mail({ from: ["boss@example.com"] });
    expect(shown(judge(sent, { senders: undefined, isCurrentUser: true }, [OWN_SET]))).to.equal(
      "no known list",
    );
  });

  it("of another stack's user with the same name is not judged", () => {
    const sent = mail({ configurationSet: "ses-smtp-dev", from: ["boss@example.com"] });
    expect(shown(judge(sent, { senders: HISTORY, isCurrentUser: false }, [OWN_SET]))).to.equal(
      "user of another stack",
    );
  });

  it("of a user that the login no longer has is reported, and does not stop the login", () => {
    const sent = mail({ from: ["boss@example.com"] });
    const result = shown(judge(sent, { senders: HISTORY, isCurrentUser: false }, [OWN_SET]));
    expect(result).to.equal("alerts: header_from, boss@example.com");
  });

  describe("from an address that was taken away an hour after the list took effect", () => {
    const senders = allowingOnly(HISTORY, ["team-*@example.com"], at(60));
    const times: [minutes: number, result: string][] = [
      [30, "allowed"],
      [60, "allowed"],
      [65, "allowed"],
      [66, "suspends: header_from + envelope, jane@example.com"],
    ];
    for (const [minutes, result] of times)
      it(`and that was sent in minute ${minutes}: ${result}`, () => {
        const sent = mail({ sentAt: new Date(at(minutes)).toISOString() });
        expect(shown(judge(sent, { senders, isCurrentUser: true }, [OWN_SET]))).to.equal(result);
      });
  });

  it("of a login that was stopped for longer than five minutes has no list", () => {
    const senders = allowingOnly(HISTORY, [], at(10));
    const result = shown(judge(mail(), { senders, isCurrentUser: true }, [OWN_SET]));
    expect(result).to.equal("suspends: header_from + envelope, jane@example.com");
  });
});
