import type { HoldOutcome } from "../shared/hold-login";
import type { Alert } from "../shared/parked-alert";
import { runbookLine } from "../shared/runbooks";
import type { Violation, ViolationKind } from "./judge";
import type { SentMail } from "./sent-mail";

/** What the rules say about each kind, as part of a sentence about a login. */
const WHAT: Readonly<Record<ViolationKind, (mail: SentMail, senders: string) => string>> = {
  header_from: (_, senders) => `sent mail from an address that it may not use: ${senders}`,
  envelope: (_, senders) => `sent mail with an envelope sender that it may not use: ${senders}`,
  configuration_set: ({ configurationSet }) =>
    configurationSet === undefined
      ? "sent mail without a configuration set"
      : `sent mail through the configuration set ${quoted(configurationSet)}, which is not this stack's`,
  unreadable_from: () =>
    "sent mail whose sender cannot be checked, because SES's event does not show its header From",
};

/** In the order in which they matter. */
const ORDER: readonly ViolationKind[] = ["header_from", "configuration_set", "envelope", "unreadable_from"];

/** The kind by which a violation is reported. */
export function mainKind({ kinds }: Violation): ViolationKind {
  return ORDER.find(kind => kinds.includes(kind)) ?? "header_from";
}

/** What the login did: a sentence about it, without its name and a period. It names senders, and no recipient. */
export function whatHappened(mail: SentMail, violation: Violation): string {
  return WHAT[mainKind(violation)](mail, violation.senders.map(quoted).join(", "));
}

/** What became of the login. */
export type Outcome = HoldOutcome["kind"] | "observed" | "alert only" | "former user";

export function violationAlert(mail: SentMail, violation: Violation, outcome: Outcome): Alert {
  const name = JSON.stringify(mail.username);
  return {
    Subject: `ses-smtp: the login ${mail.username} sent mail that it may not send`,
    Message: [
      `The login ${name} ${whatHappened(mail, violation)}.`,
      `Message ${mail.messageId}, sent ${mail.sentAt} by the IAM user ${mail.userName}` +
        `${mail.sourceIp === undefined ? "" : ` from ${mail.sourceIp}`}.`,
      OUTCOMES[outcome],
      "IAM normally rejects such mail, so somebody has probably changed the IAM policies of this user. " +
        `\`ses-smtp report ${mail.username}\` lists all such messages. Today there are no further alerts about this login ` +
        "for the same reason.",
      runbookLine("a-login-sent-from-an-address-it-may-not-use"),
    ].join("\n\n"),
  };
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  new: "The login is on hold: it can neither log in nor send until somebody enables it.",
  held: "The login was on hold already.",
  "enabled since": "The login was not stopped, because it was enabled since.",
  observed: 'The login was not stopped, because the setting enforcement is "observe".',
  "alert only": "The login was not stopped: this alone does not prove that it was misused.",
  "former user": "The login was not stopped: the message was sent by an IAM user that it no longer has.",
};

/** The sender chose these texts: others must not be able to break an alert's lines. */
function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text);
}

const MAX_SHOWN = 100;
