/**
 * The receiving rules of an existing mail system in the same table, one item for each pattern of recipients, and our index
 * of them. The rules are read only. docs/receiving-rules.md describes both.
 */

/** `ROUTE#{pattern}` / `RULE#v1`: an address, `*@domain` or `*`. */
export const RULE_PREFIX = "ROUTE#";
const RULE_SK = "RULE#v1";

/** Every rule that exists, by domain: `RECEIVING_RULE` / `{domain}#{pattern}`. */
export const RULE_INDEX_PK = "RECEIVING_RULE";

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

/** @returns undefined where the sort key does not name a rule */
export function patternOfIndex(sk: string): string | undefined {
  const at = sk.indexOf("#");
  return at < 0 ? undefined : sk.slice(at + 1);
}

/** @param mailbox in any case: mailboxes are compared in lower case, with their dots and tags */
export function mailboxKey(mailbox: string, pattern: string): Key {
  return { PK: mailboxPartition(mailbox), SK: `${RULE_PREFIX}${pattern}` };
}

export function mailboxPartition(mailbox: string): string {
  return `${MAILBOX_PREFIX}${mailbox.toLowerCase()}`;
}

/** The pattern in the sort key of a mailbox's item. */
export function patternOfMailbox(sk: string): string | undefined {
  return sk.startsWith(RULE_PREFIX) ? sk.slice(RULE_PREFIX.length) : undefined;
}

/** What follows the last `@`, in lower case and without `#`, which ends it in sort keys; empty if there is none. */
export function domainOf(pattern: string): string {
  const at = pattern.lastIndexOf("@");
  return at < 0
    ? ""
    : pattern
        .slice(at + 1)
        .toLowerCase()
        .replaceAll("#", "");
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
  if (typeof enabled !== "boolean") return { problem: missingOr("enabled", enabled, "is not a boolean") };
  if (recipient !== undefined && recipient !== pattern)
    return { problem: "recipient differs from the pattern in its key" };
  if (!Array.isArray(actions)) return { problem: missingOr("actions", actions, "is not a list") };
  const targets: string[] = [];
  for (const [index, action] of (actions as unknown[]).entries()) {
    const { type, target } = (action ?? {}) as { type?: unknown; target?: unknown };
    if (typeof type !== "string") return { problem: `actions[${index}] has no type` };
    if (type !== FORWARDS) continue;
    if (typeof target !== "string" || target === "")
      return { problem: `actions[${index}] forwards, but has no target` };
    targets.push(target.toLowerCase());
  }
  return { rule: { pattern, enabled, targets: [...new Set(targets)].sort() } };
}

function missingOr(name: string, value: unknown, problem: string): string {
  return value === undefined ? `${name} is missing` : `${name} ${problem}`;
}
