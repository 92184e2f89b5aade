import { expect } from "chai";
import fc from "fast-check";
import { FAILURES, type FailureCode } from "../../../../handlers/reconciler/failures/catalogue";
import { alertOf } from "../../../../handlers/reconciler/notices/alert-texts";
import { mailOf } from "../../../../handlers/reconciler/notices/mail-texts";
import type { Notice } from "../../../../handlers/reconciler/notices/notice";
import { timeInWords } from "../../../../handlers/shared/words";

const AT = Date.parse("2026-12-01T14:05:30Z");
const DAY = 24 * 60 * 60_000;

const NOTICES: Notice[] = [
  { kind: "rotation_ahead", at: AT, until: AT + 7 * DAY },
  { kind: "old_login_in_use", until: AT, latest: AT + 23 * DAY },
  { kind: "old_login_in_use", until: AT, latest: AT },
  { kind: "ending", at: AT },
  { kind: "ended", at: AT },
  { kind: "suspended", reason: "AWS found its access key in public" },
  { kind: "compromised", replaced: true },
  { kind: "compromised", replaced: false },
  { kind: "failed", code: "quota_reached", message: "IAM refused. Ask for more.", works: false },
  { kind: "failed", code: "transient", message: "Gave up. Try again.", works: true },
];

describe("the text of a notice", () => {
  it("gives times in words, in UTC", () => {
    expect(timeInWords(AT)).to.equal("Tuesday, December 1, 2026, 14:05 UTC");
  });

  it("tells administrators of a suspension: which login, why, and what to run", () => {
    expect(
      alertOf("john.doe", { kind: "suspended", reason: "AWS found its access key in public" }),
    ).to.deep.equal({
      Subject: "ses-smtp: the login john.doe is suspended",
      Message: [
        'The login "john.doe" was stopped, and is on hold: it can neither log in nor send.',
        "Reason: AWS found its access key in public.",
        "Find out what happened. If somebody else may know its password, replace the login with `ses-smtp credential rotate " +
          "john.doe --compromised`. Then `ses-smtp credential enable john.doe` lifts the hold.",
        "Runbook: docs/operations.md#a-login-is-suspended",
      ].join("\n\n"),
    });
  });

  it("tells a holder when the password changes, how long the old one works, and who has the new one", () => {
    expect(mailOf("john.doe", { kind: "rotation_ahead", at: AT, until: AT + 7 * DAY })).to.deep.equal({
      subject: 'The password of your login "john.doe" will be replaced',
      text:
        'Your login "john.doe" for sending email gets a new password on Tuesday, December 1, 2026, 14:05 UTC. The current ' +
        "password keeps working until Tuesday, December 8, 2026, 14:05 UTC, so nothing is interrupted.\n\n" +
        "Between these two times, ask for the new password, and enter it wherever you use the login. Your administrator has " +
        "the new password for you (administrators: `ses-smtp credential sheet john.doe`).\n\n" +
        "This message was sent automatically. It contains no password, and nobody will ask you for yours: do not send it to " +
        "anybody.\n",
    });
  });

  for (const notice of NOTICES) {
    it(`is made of whole sentences: ${JSON.stringify(notice)}`, () => {
      const { Message } = alertOf("john.doe", notice);
      const { subject, text } = mailOf("john.doe", notice);
      const paragraphs = Message.split("\n\n");
      expect(paragraphs.pop()).to.match(/^Runbook: docs\/operations\.md#[a-z-]+$/);
      for (const paragraph of [...paragraphs, ...text.trimEnd().split("\n\n")])
        expect(paragraph).to.match(/^[A-Z].*\.$/);
      expect(subject).to.match(/^[A-Z].*[^.]$/);
      expect(`${Message}${text}${subject}`).not.to.match(/undefined|NaN|\[object|\.\./);
    });
  }

  it("of an alert has a subject that SNS takes, whatever the username", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...NOTICES), (username, notice) => {
        const { Subject } = alertOf(username, notice);
        expect(Subject).to.match(/^[\x20-\x7e]{1,100}$/);
      }),
    );
    const longest = "x".repeat(39);
    for (const notice of NOTICES) expect(alertOf(longest, notice).Subject.length).to.be.at.most(100);
  });

  it("for a holder never shows what a failure says to administrators", () => {
    for (const code of Object.keys(FAILURES) as FailureCode[]) {
      const message = "arn:aws:iam::123456789012:role/manager is not authorized";
      expect(mailOf("john.doe", { kind: "failed", code, message, works: false }).text).not.to.include("arn:");
    }
  });
});
