import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isWildcard, ruleAllows, type RuleSenders } from "../../records/rule-senders";
import { allowsSender } from "../../records/sender";

/**
 * Which senders IAM has let a login use, and until when: the patterns that are in its policy, and those that were. The
 * manager keeps it in the lease item, which survives a record that is overwritten; whoever judges a message that was
 * already sent compares it with this, because an event may arrive a day late.
 */
export interface SenderHistory {
  /** Nothing is known about the time before; milliseconds since 1970. */
  since: number;
  /** As {@link senderPatterns} gives them, and when each was taken away, in milliseconds since 1970; undefined: still allowed. */
  patterns: ReadonlyMap<string, number | undefined>;
}

/**
 * How long a former pattern is kept: longer than events take. EventBridge retries for 24 hours
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html), Lambda for six
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), and the processor for two.
 */
const FORMER_KEPT_MS = 48 * 60 * 60_000;

/** A policy has room for about 50 patterns. With so many former ones the item stays below 20 kB. */
const MAX_FORMER = 150;

/** Separates a wildcard that a receiving rule gives from what it leaves out; no pattern contains a space. */
const EXCEPT = " except";

/**
 * What IAM lets a login use, as patterns that can be kept and compared one by one: those of its list, and those that
 * receiving rules give it, such as `*@example.com except bob@example.com`.
 */
export function senderPatterns(patterns: readonly string[], rules: RuleSenders | undefined): string[] {
  const fromRules = (rules?.senders ?? []).map(sender =>
    isWildcard(sender) ? [sender + EXCEPT, ...(rules?.except ?? [])].join(" ") : sender,
  );
  return [...new Set([...patterns, ...fromRules])];
}

/** Whether a pattern of {@link senderPatterns} allows a sender. */
export function patternAllows(pattern: string, address: string): boolean {
  const [sender = "", ...others] = pattern.split(EXCEPT);
  if (others.length === 0) return allowsSender(sender, address);
  const except = others.join(EXCEPT).split(" ").filter(Boolean);
  return ruleAllows({ senders: [sender], except }, address);
}

/** The attributes of the lease item. */
export const SENDER_ATTRIBUTES = ["senders", "former_senders", "senders_since"] as const;

/**
 * Call before IAM is told: from then on a message from these senders may arrive at any time.
 *
 * @returns the same object if all of them are allowed already
 */
export function allowing(
  history: SenderHistory | undefined,
  patterns: readonly string[],
  now: number,
): SenderHistory {
  if (history === undefined) return { since: now, patterns: inForce(patterns) };
  const isNew = (pattern: string) =>
    !history.patterns.has(pattern) || history.patterns.get(pattern) !== undefined;
  if (!patterns.some(isNew)) return history;
  return { ...history, patterns: new Map([...history.patterns, ...inForce(patterns)]) };
}

/**
 * Call once IAM's policy has exactly these senders, or none.
 *
 * @returns the same object if that changes nothing
 */
export function allowingOnly(
  history: SenderHistory | undefined,
  patterns: readonly string[],
  now: number,
): SenderHistory | undefined {
  if (history === undefined && patterns.length === 0) return undefined;
  const { since, patterns: all } = allowing(history, patterns, now);
  const current = new Set(patterns);
  const former = [...all]
    .filter(([pattern]) => !current.has(pattern))
    .map(([pattern, until]) => [pattern, until ?? now] as const)
    .filter(([, until]) => now - until < FORMER_KEPT_MS)
    .sort(([, one], [, other]) => other - one);
  // What is dropped for lack of room was allowed until then: what was sent before cannot be judged.
  const dropped = former[MAX_FORMER]?.[1];
  const kept = new Map<string, number | undefined>([...inForce(patterns), ...former.slice(0, MAX_FORMER)]);
  const same =
    history !== undefined &&
    history.patterns.size === kept.size &&
    [...kept].every(
      ([pattern, until]) => history.patterns.has(pattern) && history.patterns.get(pattern) === until,
    );
  return same
    ? history
    : { since: dropped === undefined ? since : Math.max(since, dropped + 1), patterns: kept };
}

/** The patterns that were allowed at some time since then. @param at milliseconds since 1970 */
export function allowedSince({ patterns }: SenderHistory, at: number): string[] {
  return [...patterns].flatMap(([pattern, until]) => (until === undefined || until >= at ? [pattern] : []));
}

export function senderAttributes(
  history: SenderHistory | undefined,
): Record<(typeof SENDER_ATTRIBUTES)[number], AttributeValue | undefined> {
  if (history === undefined)
    return { senders: undefined, former_senders: undefined, senders_since: undefined };
  const entries = [...history.patterns];
  const former = entries.filter((entry): entry is [string, number] => entry[1] !== undefined);
  return {
    senders: { L: entries.filter(([, until]) => until === undefined).map(([pattern]) => ({ S: pattern })) },
    former_senders:
      former.length === 0
        ? undefined
        : { M: Object.fromEntries(former.map(([pattern, until]) => [pattern, { N: String(until) }])) },
    senders_since: { N: String(history.since) },
  };
}

/** Anybody who can write to the table may have written it. @returns undefined if nothing is known */
export function readSenderHistory(
  item: Readonly<Record<string, AttributeValue>> | undefined,
): SenderHistory | undefined {
  const since = Number(item?.senders_since?.N ?? NaN);
  const current = item?.senders?.L;
  if (current === undefined || !Number.isFinite(since)) return undefined;
  const former = Object.entries(item?.former_senders?.M ?? {})
    .map(([pattern, { N }]) => [pattern, Number(N ?? NaN)] as const)
    .filter(([, until]) => Number.isFinite(until));
  const names = current.flatMap(({ S }) => (S === undefined ? [] : [S]));
  return { since, patterns: new Map<string, number | undefined>([...former, ...inForce(names)]) };
}

function inForce(patterns: readonly string[]): Map<string, undefined> {
  return new Map(patterns.map(pattern => [pattern, undefined]));
}
