import { cutToAddress } from "../../records/address";
import { allowedSince, patternAllows, type SenderHistory } from "../shared/sender-history";
import type { SentMail } from "./sent-mail";

/** What a message breaks. */
export type ViolationKind =
  /** An address in its header From is not one that the login may use. */
  | "header_from"
  /** The envelope's sender is not. */
  | "envelope"
  /** It was not sent through the stack's configuration set, so nothing else about it is recorded. */
  | "configuration_set"
  /** The event has no header From that can be read. */
  | "unreadable_from";

/** What is wrong with a message. */
export interface Violation {
  /** Each once. */
  kinds: readonly ViolationKind[];
  /** What it names: the addresses that the login may not use, or else those that it was sent from; at least one. */
  senders: readonly string[];
  /** Enough to stop the login. A user that it no longer has was removed, and the present one is not to blame. */
  suspends: boolean;
}

/** What is known about the login that sent a message. */
export interface KnownLogin {
  senders: SenderHistory | undefined;
  /** Whether the IAM user is the one that the login has now. */
  isCurrentUser: boolean;
}

/** Why a message was not judged; a label for the log. */
type Unjudged = "no known list" | "sent before the known lists" | "user of another stack";

export type Judgment =
  { kind: "allowed" } | { kind: "unjudged"; reason: Unjudged } | { kind: "violation"; violation: Violation };

/**
 * How long a list still counts after it was replaced: IAM's changes take seconds to minutes to reach SES, and its clock is
 * not ours.
 */
const MAX_LATE_MS = 5 * 60_000;

/** How many addresses of one message are kept, none longer than a key has room for: its sender chooses both. */
const MAX_SENDERS = 5;

/**
 * Whether a message is one that its login may send: from an address in any list that was in force since five minutes
 * before it was sent, through a configuration set that logins may use.
 *
 * @param configurationSets those, the stack's own first
 */
export function judge(
  mail: SentMail,
  { senders, isCurrentUser }: KnownLogin,
  configurationSets: readonly string[],
): Judgment {
  // Only this stack's logins may use its own set. Of mail through another one, the name alone does not tell whose user it is.
  const isOurs = isCurrentUser || mail.configurationSet === configurationSets[0];
  if (!isOurs) return { kind: "unjudged", reason: "user of another stack" };
  const sentAt = Date.parse(mail.sentAt);
  const otherSet = mail.configurationSet === undefined || !configurationSets.includes(mail.configurationSet);
  if (senders === undefined && !otherSet) return { kind: "unjudged", reason: "no known list" };
  if (senders !== undefined && sentAt < senders.since && !otherSet)
    return { kind: "unjudged", reason: "sent before the known lists" };
  const known = senders !== undefined && sentAt >= senders.since;
  const patterns = known ? allowedSince(senders, sentAt - MAX_LATE_MS) : undefined;
  const foreign = (addresses: readonly string[]) =>
    patterns === undefined
      ? []
      : addresses.filter(address => !patterns.some(pattern => patternAllows(pattern, address)));

  const kinds: ViolationKind[] = [];
  const from = foreign(mail.from ?? []);
  const envelope = foreign(mail.source === undefined ? [] : [mail.source]);
  if (from.length > 0 || isForeignDomain(mail, patterns)) kinds.push("header_from");
  else if (mail.from === undefined) kinds.push("unreadable_from");
  if (envelope.length > 0) kinds.push("envelope");
  if (otherSet) kinds.push("configuration_set");
  if (kinds.length === 0) return { kind: "allowed" };
  const named = [...new Set([...from, ...envelope])];
  return {
    kind: "violation",
    violation: {
      kinds,
      senders: (named.length > 0 ? named : sendersOf(mail)).slice(0, MAX_SENDERS).map(cutToAddress),
      suspends: isCurrentUser && kinds.some(kind => !isAlertOnly(kind, mail)),
    },
  };
}

/**
 * Whether a violation does not stop the login. The envelope's sender alone: whether SES compares it with the policy over
 * SMTP is not documented, so it may be one that SES allows
 * (https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html). And what is missing from an event proves nothing.
 */
function isAlertOnly(kind: ViolationKind, { configurationSet }: SentMail): boolean {
  if (kind === "configuration_set") return configurationSet === undefined;
  return kind === "envelope" || kind === "unreadable_from";
}

/** Of a header From that the event does not show, SES names the domain. */
function isForeignDomain({ from, fromDomain }: SentMail, patterns: readonly string[] | undefined): boolean {
  if (from !== undefined || fromDomain === undefined || patterns === undefined) return false;
  return !patterns.some(pattern => (pattern.split(" ")[0] ?? "").endsWith(`@${fromDomain}`));
}

function sendersOf({ from = [], source, fromDomain }: SentMail): string[] {
  if (from.length > 0) return [...from];
  return [source ?? `(unknown)@${fromDomain ?? "(unknown)"}`];
}
