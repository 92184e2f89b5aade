import { domainToASCII } from "node:url";
import { isTooLong, MAX_ADDRESS_BYTES, MAX_DOMAIN_LENGTH } from "./address";

/**
 * The receiving rules of an existing mail system in the same table, one item for each pattern of recipients, and our index
 * of them. The rules are read only. docs/receiving-rules.md describes both.
 */

/** `ROUTE#{pattern}` / `RULE#v1`: an address, `*@domain` or `*`. */
export const RULE_PREFIX = "ROUTE#";
const RULE_SK = "RULE#v1";

/** Every rule that exists, by domain: `RECEIVING_RULE` / `{domain}#{pattern}`. */
export const RULE_INDEX_PK = "RECEIVING_RULE";

/** Rules whose patterns are too long for the index, for the sweep to report: `RECEIVING_RULE_TOO_LONG` / a hash. */
export const LONG_RULE_PK = "RECEIVING_RULE_TOO_LONG";

/** The rules that forward to a mailbox: `MAILBOX#{address}` / `ROUTE#{pattern}`. */
export const MAILBOX_PREFIX = "MAILBOX#";

/** How far the table was scanned for rules. */
export const RULE_SCAN_PK = "RECEIVING_RULE_SCAN";
export const RULE_SCAN_SK = "STATE";

interface Key {
  PK: string;
  SK: string;
}

export function ruleKey(pattern: string): Key {
  return { PK: `${RULE_PREFIX}${pattern}`, SK: RULE_SK };
}

/** @returns undefined for the key of an item that is not a rule */
export function patternOfRule({ PK, SK }: Key): string | undefined {
  return PK.startsWith(RULE_PREFIX) && SK === RULE_SK ? PK.slice(RULE_PREFIX.length) : undefined;
}

export function ruleIndexKey(pattern: string): Key {
  return { PK: RULE_INDEX_PK, SK: `${ruleIndexPrefix(domainOf(pattern))}${pattern}` };
}

/** The beginning of the sort keys of a domain's rules. */
export function ruleIndexPrefix(domain: string): string {
  return `${domain}#`;
}

/** Whether a rule's pattern can be an address: the index has no others. */
export function isIndexed(pattern: string): boolean {
  return !isTooLong(pattern);
}

/** @returns undefined where the sort key does not name a rule */
export function patternOfIndex(sk: string): string | undefined {
  const at = sk.indexOf("#");
  return at < 0 ? undefined : sk.slice(at + 1);
}

/** @param mailbox as {@link comparableMailbox} has it */
export function mailboxKey(mailbox: string, pattern: string): Key {
  return { PK: mailboxPartition(mailbox), SK: `${RULE_PREFIX}${pattern}` };
}

/** @param mailbox as {@link comparableMailbox} has it */
export function mailboxPartition(mailbox: string): string {
  return `${MAILBOX_PREFIX}${mailbox}`;
}

/**
 * Mailboxes are compared without the case of ASCII letters, with their dots and tags. No other letters: in JavaScript the
 * Kelvin sign is a `k` in lower case, and whose mailbox that is, is for the receiving system to say.
 */
export function comparableMailbox(address: string): string {
  return address.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

/** The pattern in the sort key of a mailbox's item. */
export function patternOfMailbox(sk: string): string | undefined {
  return sk.startsWith(RULE_PREFIX) ? sk.slice(RULE_PREFIX.length) : undefined;
}

/**
 * The domain that mail to a pattern's addresses has, for comparison: what follows the last `@`, in lower case, as Punycode, and
 * without the dot that may end it (RFC 1034 §3.1); empty if there is none. `#` is left out: it ends the domain in sort keys.
 */
export function domainOf(pattern: string): string {
  const at = pattern.lastIndexOf("@");
  if (at < 0) return "";
  const domain = pattern
    .slice(at + 1)
    .toLowerCase()
    .replaceAll("#", "")
    .trim()
    .replace(/\.+$/, "");
  const ascii = domainToASCII(domain);
  return ascii === "" || ascii.length > MAX_DOMAIN_LENGTH ? domain : ascii;
}

/** A receiving rule, as far as it matters here. */
export interface ReceivingRule {
  pattern: string;
  enabled: boolean;
  /** The mailboxes that it forwards to, in lower case. */
  targets: readonly string[];
}

/** The type of action that forwards mail to a person's mailbox, its `target`. Any other type forwards to nobody. */
const FORWARDS = "forward-to-gmail";

/** A rule's mailboxes, with those that it had before, fit into one item of 400 KB many times. */
const MAX_TARGETS = 100;

/** The attributes of an item that {@link readRule} reads. */
export const RULE_ATTRIBUTES = ["enabled", "actions", "recipient"] as const;

/**
 * Reads a rule from its item's attributes, converted to JavaScript values. A rule that has any part in an unexpected form
 * gives nothing: the receiving system may read it in another way than we would.
 *
 * @returns the rule, or what is wrong with it, without a period at its end
 */
export function readRule(
  pattern: string,
  item: Readonly<Record<string, unknown>>,
): { rule: ReceivingRule } | { problem: string } {
  const { enabled, actions, recipient } = item;
  if (isTooLong(pattern)) return { problem: tooLong("the pattern", pattern) };
  if (typeof enabled !== "boolean") return { problem: missingOr("enabled", enabled, "is not a boolean") };
  if (recipient !== undefined && recipient !== pattern)
    return { problem: "recipient differs from the pattern in its key" };
  if (!Array.isArray(actions)) return { problem: missingOr("actions", actions, "is not a list") };
  const targets = new Set<string>();
  for (const [index, action] of (actions as unknown[]).entries()) {
    const name = `actions[${index}]`;
    const { type, target } = (action ?? {}) as { type?: unknown; target?: unknown };
    if (typeof type !== "string") return { problem: `${name} has no type` };
    if (type !== FORWARDS) continue;
    if (target === undefined || target === "") return { problem: `${name} forwards, but has no target` };
    if (typeof target !== "string") return { problem: `the target of ${name} is not a string` };
    if (isTooLong(target)) return { problem: tooLong(`the target of ${name}`, target) };
    targets.add(comparableMailbox(target));
  }
  if (targets.size > MAX_TARGETS)
    return { problem: `it forwards to ${targets.size} mailboxes; up to ${MAX_TARGETS} are read` };
  return { rule: { pattern, enabled, targets: [...targets].sort() } };
}

function missingOr(name: string, value: unknown, problem: string): string {
  return value === undefined ? `${name} is missing` : `${name} ${problem}`;
}

function tooLong(name: string, text: string): string {
  return `${name} has ${Buffer.byteLength(text)} bytes; an address has up to ${MAX_ADDRESS_BYTES} (RFC 5321)`;
}
