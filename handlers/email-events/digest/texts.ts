import { UNATTRIBUTED } from "../../../records/email-events";
import type { Mail } from "../../shared/notices";
import type { Alert } from "../../shared/parked-alert";
import { runbookLine } from "../../shared/runbooks";
import { asArgument, timeInWords } from "../../shared/words";
import type { Counts } from "../models";
import { bounceRate, complaintRate } from "../verdict";
import { added, type Problems } from "./problems";

/** What a digest says about one login. It contains no recipient's address. */
export interface LoginDigest {
  username: string;
  problems: Problems;
  /** How many addresses were put on the suppression list because of them. */
  suppressed: number;
  /** Its counts of the last {@link RATE_DAYS} days. */
  recent: Counts;
  /** Since when this is new, in ms since 1970; undefined: from the beginning. */
  since: number | undefined;
}

/** The period that rates are about. */
export const RATE_DAYS = 7;

/** An email of SNS is for a person. */
const MAX_LOGINS = 50;

/** @param all the counts of all logins of the last {@link RATE_DAYS} days @param digests the most important first */
export function digestAlert(
  digests: readonly LoginDigest[],
  all: Counts,
  since: number | undefined,
  until: number,
): Alert {
  const shown = digests.slice(0, MAX_LOGINS);
  const more = digests.length - shown.length;
  const [first] = shown.filter(({ username }) => username !== UNATTRIBUTED);
  const reported = first === undefined ? "NAME" : asArgument(first.username);
  return {
    Subject: `ses-smtp: ${subjectOf(added(digests.map(({ problems }) => problems)))}`,
    Message: [
      `${period(since, until)}, SES has reported:`,
      ...shown.map(sectionOf),
      ...(more > 0 ? [`And ${more} more logins with fewer.`] : []),
      `All logins together, in the last ${RATE_DAYS} days: ${ratesOf(all)}`,
      `\`ses-smtp report ${reported}\` lists a login's recipients, ` +
        "which this message does not name; `ses-smtp suppression list` lists the suppressed addresses.",
      runbookLine("the-daily-digest"),
    ].join("\n\n"),
  };
}

function sectionOf({ username, problems, suppressed, recent }: LoginDigest): string {
  const name =
    username === UNATTRIBUTED ? "Mail that was not sent with one of the stack's logins" : `Login ${username}`;
  const list = suppressed === 0 ? "" : `; ${count(suppressed, "address", "addresses")} suppressed`;
  return `${name}\n  ${wordsOf(problems).join(", ")}${list}.\n  In the last ${RATE_DAYS} days: ${ratesOf(recent)}`;
}

/** What a login's holder is told about it. */
export function digestMail(digest: LoginDigest, until: number): Mail {
  const { username, problems, suppressed, recent, since } = digest;
  const name = JSON.stringify(username);
  return {
    subject: `Mail sent with your login ${name}: ${subjectOf(problems)}`,
    text:
      [
        `${period(since, until)}, Amazon SES has reported problems with mail that was sent with your login ${name}:`,
        explained(problems)
          .map(line => `- ${line}`)
          .join("\n"),
        ...(suppressed === 0
          ? []
          : [
              `${count(suppressed, "address was", "addresses were")} put on the suppression list: applications that use it ` +
                "do not write to them again.",
            ]),
        `In the last ${RATE_DAYS} days: ${ratesOf(recent)}`,
        "Please remove addresses that bounce permanently, and people who complain, from your lists. This message does not " +
          "name them: SES sends an email about each bounce and complaint to the sender's address, and your administrator " +
          `can list them (administrators: \`ses-smtp report ${asArgument(username)}\`).`,
        "This message was sent automatically, at most once a day and only if there is something to report.",
      ].join("\n\n") + "\n",
  };
}

function period(since: number | undefined, until: number): string {
  return since === undefined ? `Until ${timeInWords(until)}` : `Since ${timeInWords(since)}`;
}

function ratesOf(counts: Counts): string {
  const rates = [bounceRate(counts), complaintRate(counts)];
  if (counts.sent === 0) return "nothing was sent.";
  const sent = `mail to ${count(counts.sent, "recipient", "recipients")}`;
  if (rates.every(({ verdict }) => verdict.status === "too_few_sent"))
    return `${sent}, too few to judge the bounce and complaint rates.`;
  return `${sent}. ${rates.map(({ verdict }) => verdict.detail).join(" ")}`;
}

function subjectOf(problems: Problems): string {
  const bounces = problems.bounced_permanent + problems.bounced_transient + problems.bounced_undetermined;
  return [
    [bounces, "bounce", "bounces"] as const,
    [problems.complaints, "complaint", "complaints"] as const,
    [problems.not_sent_suppressed, "not sent", "not sent"] as const,
    [problems.rejected_messages, "rejected", "rejected"] as const,
  ]
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => count(number, one, many))
    .join(", ");
}

/** Each problem that there is, with what it means. */
function linesOf(problems: Problems): { words: string; meaning: string }[] {
  const lines = [
    [problems.bounced_permanent, "permanent bounce", "the address does not exist, or cannot get mail"],
    [
      problems.bounced_transient,
      "transient bounce",
      "for example a full mailbox; a later message may arrive",
    ],
    [problems.bounced_undetermined, "undetermined bounce", "the receiving server's answer is not clear"],
    [problems.complaints, "complaint", "somebody marked the message as spam"],
    [
      problems.not_sent_suppressed,
      "recipient not sent to",
      "the address is on the suppression list of the account",
      "recipients not sent to",
    ],
    [problems.rejected_messages, "rejected message", "SES found a virus in it"],
  ] as const;
  return lines
    .filter(([number]) => number > 0)
    .map(([number, one, meaning, many = `${one}s`]) => ({ words: count(number, one, many), meaning }));
}

function wordsOf(problems: Problems): string[] {
  return linesOf(problems).map(({ words }) => words);
}

function explained(problems: Problems): string[] {
  return linesOf(problems).map(({ words, meaning }) => `${words}: ${meaning}`);
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
