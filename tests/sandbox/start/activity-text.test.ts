import { expect } from "chai";
import { type LoginState, loginLines, messageLine } from "../../../sandbox/start/activity-text";
import type { AcceptedMessage, RefusedMessage } from "../../../sandbox/ses/submission/accepted-message";

const PENDING: LoginState = { username: "jane", status: "pending", addresses: "jane@company.com" };
const ACTIVE: LoginState = { ...PENDING, status: "active", smtpUsername: "AKIA1", hasWorked: true };
const states = (...logins: LoginState[]) => new Map(logins.map(login => [login.username, login]));

describe("what npm start prints while it is up", () => {
  for (const [what, before, after, said] of [
    ["a new record", undefined, PENDING, "jane: change requested"],
    ["a login", PENDING, ACTIVE, "jane: login created, sends from jane@company.com"],
    [
      "a login whose key was stored first",
      { ...PENDING, smtpUsername: "AKIA1" },
      ACTIVE,
      "jane: login created, sends from jane@company.com",
    ],
    ["nothing", ACTIVE, ACTIVE, undefined],
    ["a time that changed only", ACTIVE, { ...ACTIVE }, undefined],
    ["a list", ACTIVE, { ...ACTIVE, addresses: "*@company.com" }, "jane: changed, sends from *@company.com"],
    ["a rotation", ACTIVE, { ...ACTIVE, smtpUsername: "AKIA2" }, "jane: rotated, the user name is now AKIA2"],
    ["a stop", ACTIVE, { ...ACTIVE, status: "disabled" }, "jane: login stopped"],
    ["a return", { ...ACTIVE, status: "disabled" }, ACTIVE, "jane: login works again"],
    ["a failure", PENDING, { ...PENDING, status: "failed", failure: "No @." }, "jane: failed: No @."],
    ["a refusal on a login that works", ACTIVE, { ...ACTIVE, failure: "Bad." }, "jane: refused: Bad."],
    ["a removal", ACTIVE, undefined, "jane: removed"],
    ["a status by hand", PENDING, { ...PENDING, status: "\u001b[2J" }, "jane: \\u001b[2J"],
  ] as const) {
    it(`has one line for ${what}, if any`, () => {
      const lines = loginLines(states(...(before ? [before] : [])), states(...(after ? [after] : [])));
      expect(lines).to.deep.equal(said === undefined ? [] : [said]);
    });
  }

  const envelope = { from: "jane@company.com", to: ["bob@example.org"] };
  const accepted = (subject: string) => ({ envelope, subject }) as AcceptedMessage;
  const refused = (reply: string) => ({ envelope, subject: "x", reply }) as RefusedMessage;
  it("names who a message is from, to whom, and its subject or the reason", () => {
    expect(messageLine(accepted("Hello"))).to.equal("accepted jane@company.com to bob@example.org: Hello");
    const alert = {
      ...accepted("ALARM"),
      user: "Amazon SNS",
      envelope: { from: "a@b.c", to: ["admin@company.com"] },
    };
    expect(messageLine(alert)).to.equal("alert to admin@company.com: ALARM");
    expect(messageLine(refused("554 Access denied: User `arn:aws:iam::…' is not authorized"))).to.equal(
      "refused jane@company.com: sender not allowed for this login",
    );
    expect(messageLine(refused("552 Message is too long."))).to.equal(
      "refused jane@company.com: 552 Message is too long.",
    );
  });
  it("keeps to one line of 80 columns with the time of day, and shows control characters as escapes", () => {
    const text = messageLine(accepted(`\u001b]0;title\u0007\r\nnext ${"long ".repeat(100)}`));
    expect(text).to.have.lengthOf(70).and.include("\\u001b]0;");
    expect(text).to.not.match(/[\u0000-\u001f]/); // eslint-disable-line no-control-regex
  });
});
