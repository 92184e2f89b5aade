import { isUsername } from "../../../records/credential";
import type { Alert } from "../../shared/parked-alert";
import { type Runbook, runbookLine } from "../../shared/runbooks";
import { asArgument, timeInWords } from "../../shared/words";
import type { Notice, NoticeKind } from "./notice";

/** What administrators are told: what happened, why, and the command to run. */
export function alertOf(username: string, notice: Notice): Alert {
  const { subject, paragraphs } = textsOf(JSON.stringify(username), asArgument(username), notice);
  // SNS takes up to 100 printable ASCII characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
  const named = isUsername(username) ? `the login ${username}` : "a login";
  const text = [...paragraphs, runbookLine(RUNBOOKS[notice.kind])].join("\n\n");
  return { Subject: `ses-smtp: ${named} ${subject}`, Message: text };
}

const RUNBOOKS: Readonly<Record<NoticeKind, Runbook>> = {
  rotation_ahead: "a-password-changes-or-a-login-ends",
  old_login_in_use: "a-password-changes-or-a-login-ends",
  ending: "a-password-changes-or-a-login-ends",
  ended: "a-password-changes-or-a-login-ends",
  suspended: "a-login-is-suspended",
  compromised: "a-login-was-stolen",
  senders_gained: "a-login-may-send-from-more-addresses",
  failed: "a-record-cannot-be-applied",
};

/** @param name quoted @param argument the name as an argument of a command */
function textsOf(name: string, argument: string, notice: Notice): { subject: string; paragraphs: string[] } {
  const sheet = `\`ses-smtp credential sheet ${argument}\``;
  switch (notice.kind) {
    case "rotation_ahead":
      return {
        subject: "gets a new password soon",
        paragraphs: [
          `The login ${name} gets a new password on ${timeInWords(notice.at)}, because its rotation is scheduled. Its current ` +
            `password keeps working until ${timeInWords(notice.until)}.`,
          `After the rotation, ${sheet} prints the new password for its holder.`,
        ],
      };
    case "old_login_in_use":
      return {
        subject: "still uses its old password",
        paragraphs: [
          `The password of the login ${name} was replaced, but something still logs in with the old one.`,
          endOfOld(notice),
          `Use the new password wherever the old one is configured: ${sheet} prints it.`,
        ],
      };
    case "ending":
      return {
        subject: "ends soon",
        paragraphs: [
          `The login ${name} ends on ${timeInWords(notice.at)}, because its record says so (valid_until).`,
          `If it is still needed, run \`ses-smtp credential set ${argument} --valid-until TIME\` with a later time.`,
        ],
      };
    case "ended":
      return {
        subject: "has ended",
        paragraphs: [
          `The login ${name} was stopped, because its valid_until was ${timeInWords(notice.at)}.`,
          `If it is still needed, run \`ses-smtp credential set ${argument} --valid-until TIME\` with a later time, and then ` +
            `\`ses-smtp credential enable ${argument}\`.`,
        ],
      };
    case "suspended":
      return {
        subject: "is suspended",
        paragraphs: [
          `The login ${name} was stopped, and is on hold: it can neither log in nor send.`,
          `Reason: ${notice.reason}.`,
          "Find out what happened. If somebody else may know its password, replace the login with " +
            `\`ses-smtp credential rotate ${argument} --compromised\`. Then \`ses-smtp credential enable ${argument}\` lifts ` +
            "the hold.",
        ],
      };
    case "compromised":
      return {
        subject: "was reported as stolen",
        paragraphs: [
          `The password of the login ${name} was reported as stolen. The login was stopped, and its IAM user was removed ` +
            "with all its keys.",
          notice.replaced
            ? `A new login was created: ${sheet} prints it for its holder.`
            : `See \`ses-smtp credential show ${argument}\` for the state of the login.`,
        ],
      };
    case "senders_gained":
      return {
        subject: "may send from more addresses",
        paragraphs: [
          `The login ${name} may now also send from ${inWords(notice.senders)}, because receiving rules forward the mail of ` +
            `these addresses to its mailbox, ${notice.mailbox}.`,
          `If that is wrong, correct the rules, or run \`ses-smtp credential set ${argument} --mailbox ''\`. ` +
            `\`ses-smtp credential show ${argument}\` lists every address and where it comes from.`,
        ],
      };
    case "failed":
      return {
        subject: "has a record that cannot be applied",
        paragraphs: [
          `The record of the login ${name} cannot be applied. ` +
            (notice.works ? "The login keeps working as before." : "The login does not work."),
          `Reason (${notice.code}): ${notice.message}`,
        ],
      };
  }
}

/** The most addresses that an alert names. */
const MAX_NAMED = 20;

function inWords(senders: readonly string[]): string {
  const more = senders.length > MAX_NAMED ? ` and ${senders.length - MAX_NAMED} more` : "";
  return `${senders.slice(0, MAX_NAMED).join(", ")}${more}`;
}

function endOfOld({ until, latest }: Notice & { kind: "old_login_in_use" }): string {
  const ends = `The old password ends on ${timeInWords(until)}.`;
  return until < latest
    ? `${ends} While it is in use, it is extended by one day at a time, until ${timeInWords(latest)} at the latest.`
    : `${ends} It will not be extended again, even if it is still in use.`;
}
