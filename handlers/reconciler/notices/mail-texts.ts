import type { Mail } from "../../shared/notices";
import { asArgument, timeInWords } from "../../shared/words";
import type { Notice } from "./notice";

/**
 * What a login's holder is told. It never contains a password, or a link to one: the holder gets it from the
 * administrator.
 */
export function mailOf(username: string, notice: Notice): Mail {
  const { subject, paragraphs } = textsOf(username, notice);
  return { subject, text: [...paragraphs, CLOSING].join("\n\n") + "\n" };
}

const CLOSING =
  "This message was sent automatically. It contains no password, and nobody will ask you for yours: do not send it to " +
  "anybody.";

/** The most addresses that an email names. */
const MAX_NAMED = 20;

function textsOf(username: string, notice: Notice): { subject: string; paragraphs: string[] } {
  const name = JSON.stringify(username);
  const login = `Your login ${name} for sending email`;
  const newPassword =
    "Your administrator has the new password for you (administrators: " +
    `\`ses-smtp credential sheet ${asArgument(username)}\`).`;
  switch (notice.kind) {
    case "rotation_ahead":
      return {
        subject: `The password of your login ${name} will be replaced`,
        paragraphs: [
          `${login} gets a new password on ${timeInWords(notice.at)}. The current password keeps working until ` +
            `${timeInWords(notice.until)}, so nothing is interrupted.`,
          `Between these two times, ask for the new password, and enter it wherever you use the login. ${newPassword}`,
        ],
      };
    case "old_login_in_use":
      return {
        subject: `The old password of your login ${name} is about to end`,
        paragraphs: [
          `${login} has a new password, but something still uses the old one: a mail program, a device or an application.`,
          notice.until < notice.latest
            ? `The old password ends on ${timeInWords(notice.until)}, or a little later if it is still used then, but no ` +
              `later than ${timeInWords(notice.latest)}.`
            : `The old password ends on ${timeInWords(notice.until)}. After that, whatever still uses it cannot send email.`,
          `Please enter the new password there. ${newPassword}`,
        ],
      };
    case "ending":
      return {
        subject: `Your login ${name} ends soon`,
        paragraphs: [
          `${login} ends on ${timeInWords(notice.at)}. After that, whatever uses it cannot send email.`,
          "If you still need it, please ask your administrator for more time.",
        ],
      };
    case "ended":
      return {
        subject: `Your login ${name} has ended`,
        paragraphs: [
          `${login} has ended, as planned, on ${timeInWords(notice.at)}. Whatever uses it can no longer send email.`,
          "If you still need it, please ask your administrator.",
        ],
      };
    case "suspended":
      return {
        subject: `Your login ${name} was stopped`,
        paragraphs: [
          `${login} was stopped. Whatever uses it cannot send email for now.`,
          `Reason: ${notice.reason}.`,
          "Your administrator was informed too, and can say what happens next.",
        ],
      };
    case "compromised":
      return {
        subject: `Your login ${name} was stopped: its password was reported as stolen`,
        paragraphs: [
          `${login} was stopped, because its password was reported as stolen. The old password no longer works.`,
          notice.replaced
            ? `There is a new password, and a new user name. ${newPassword}`
            : "Please ask your administrator what happens next.",
        ],
      };
    case "senders_gained":
      return {
        subject: `Your login ${name} can send from more addresses`,
        paragraphs: [
          `${login} can now also send from ${notice.senders.slice(0, MAX_NAMED).join(", ")}, because mail to these addresses ` +
            `is forwarded to your mailbox, ${notice.mailbox}.`,
          "To use one, add it as a sender in your mail program. There is nothing else to do.",
        ],
      };
    case "failed":
      return {
        subject: `Your login ${name} does not work`,
        paragraphs: [
          `${login} does not work at the moment, because its settings could not be applied. This is not your fault, and ` +
            "you do not have to do anything.",
          "Your administrator can see the reason. Please ask if it takes longer than you expect.",
        ],
      };
  }
}
