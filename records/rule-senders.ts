/** The addresses that a login may send from because of receiving rules, as its record shows what is in effect. */
export interface RuleSenders {
  /** Addresses and `*@domain`, each the pattern of one rule. */
  readonly senders: readonly string[];
  /** StringLike patterns that the `*@domain` among them leave out: addresses that have a rule of their own. */
  readonly except: readonly string[];
}

/** The record's attribute that shows them. */
export const RULE_SENDERS_ATTRIBUTE = "rule_senders";

/**
 * What a `*@domain` always leaves out. Capital letters: IAM compares with case, and whether `Bob@` reaches the rule of
 * `bob@` is the receiving system's business, so only addresses in lower case can be told apart from those that have a rule
 * of their own. Quotes and comments: `"bob"@` and `bob(x)@` are other ways to write `bob@` (RFC 5322, sections 3.4.1, 3.2.2).
 */
export const NEVER_BY_WILDCARD: readonly string[] = [
  ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", letter => `*${letter}*`),
  '*"*',
  "*(*",
];

export function isWildcard(sender: string): boolean {
  return sender.startsWith("*@");
}

/** Whether they allow an address; its domain counts without case, and the rest with case, as in the policy. */
export function ruleAllows(rules: RuleSenders | undefined, address: string): boolean {
  if (rules === undefined) return false;
  const at = address.lastIndexOf("@");
  const compared = `${address.slice(0, at)}${address.slice(at).toLowerCase()}`;
  return rules.senders.some(sender =>
    isWildcard(sender)
      ? matches(sender, compared) &&
        ![...NEVER_BY_WILDCARD, ...rules.except].some(one => matches(one, compared))
      : sender === compared,
  );
}

/** @param value the record's attribute, as a JavaScript value; what is not a list of strings counts as empty */
export function readRuleSenders(value: unknown): RuleSenders | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { senders, except } = value as Record<string, unknown>;
  return { senders: strings(senders), except: strings(except) };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === "string") : [];
}

/**
 * StringLike: `*` is any text, and `?` any character. Compared step by step, because there is a pattern for every rule of a
 * domain, and each message is compared with all of them: a regular expression of each would have to be compiled every time.
 */
function matches(pattern: string, text: string): boolean {
  let [at, read] = [0, 0];
  let star: { after: number; read: number } | undefined;
  while (read < text.length) {
    const expected = pattern[at];
    if (expected === "*") star = { after: ++at, read };
    else if (expected === "?" || expected === text[read]) {
      at++;
      read++;
    } else if (star !== undefined) {
      star.read++;
      [at, read] = [star.after, star.read];
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
