import type { Alert } from "../../shared/parked-alert";
import { runbookLine } from "../../shared/runbooks";
import { HOUR_MS } from "./history";
import type { BurstVerdict, RateVerdict, Verdict } from "./verdict";

/** Why a login was not stopped. */
export type NotStopped = { because: "observe" } | { because: "others"; suspended: number };

/** What happened, as a sentence about the login without its name and a period. */
export function reasonOf(verdict: Verdict): string {
  return verdict.rule === "burst" ? burstReason(verdict) : rateReason(verdict);
}

function rateReason({ rule, count, domains, sent, days }: RateVerdict): string {
  const share = percent(count / sent);
  const period = days === 1 ? "24 hours" : `${days} days`;
  return rule === "bounces"
    ? `mail to ${count} of ${sent} recipients (${share}) in ${period} bounced permanently, in ${domains} domains`
    : `${count} recipients in ${domains} domains complained about mail to ${sent} recipients (${share}) in ${period}`;
}

function burstReason({ hour, recipients, networks, usual }: BurstVerdict): string {
  const from = networks === 1 ? "a network" : `${networks} networks`;
  return (
    `it sent to ${recipients} recipients in the hour from ${hourInWords(hour)}, from ${from} that it had not used ` +
    `in the 14 days before; in 95% of its hours with mail, it sends to at most ${usual}`
  );
}

/** A sentence for a record, a notice and the hold. */
export function holdReason(verdict: Verdict): string {
  return `The circuit breaker stopped it: ${reasonOf(verdict)}`;
}

/** What administrators are told about a login that was not stopped. It names no recipient and no network. */
export function alertOf(username: string, verdict: Verdict, notStopped: NotStopped): Alert {
  return {
    // SNS takes up to 100 printable ASCII characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
    Subject: `ses-smtp: the login ${username} ${SUBJECTS[verdict.rule]}`.slice(0, 100),
    Message: [
      `The circuit breaker would stop the login ${JSON.stringify(username)}: ${reasonOf(verdict)}.`,
      whyNot(notStopped),
      `\`ses-smtp report ${username} --days 3\` shows what happened to its mail. If somebody else may know its password, ` +
        `stop it with \`ses-smtp credential disable ${username}\`, which takes seconds, and replace it with ` +
        `\`ses-smtp credential rotate ${username} --compromised\`. If its mail is wanted, nothing needs to be done; see ` +
        '"The circuit breaker" in docs/events.md for the limits.',
      "Today there are no further alerts about this login for the same reason.",
      runbookLine("a-login-has-many-bounces-complaints-or-sends-unusually-much"),
    ].join("\n\n"),
  };
}

const SUBJECTS = {
  bounces: "has many bounces",
  complaints: "has many complaints",
  burst: "sends unusually much",
} as const;

function whyNot(notStopped: NotStopped): string {
  if (notStopped.because === "observe")
    return 'It was not stopped, because the setting circuitBreaker is "observe". It keeps sending.';
  const { suspended } = notStopped;
  const logins = suspended === 1 ? "1 login has" : `${suspended} logins have`;
  return (
    `It was not stopped, because ${logins} been stopped within the last hour. That many at once rarely have a cause of ` +
    "their own: somebody may be signing up other people's addresses in your forms, or a mailbox provider may have a " +
    "problem. It keeps sending."
  );
}

function hourInWords(hour: number): string {
  return `${new Date(hour * HOUR_MS).toISOString().slice(0, "yyyy-mm-ddThh:mm".length).replace("T", " ")} UTC`;
}

function percent(rate: number): string {
  return `${Number((rate * 100).toFixed(2))}%`;
}
