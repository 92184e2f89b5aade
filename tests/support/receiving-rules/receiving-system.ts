/** How the receiving system might behave where its documentation does not say. */
export interface Reading {
  /** Whether it looks up addresses as they are written, or in lower case. */
  letters: "as written" | "lower case";
  /** What a disabled rule does: mail to its address is given to the next rule, or to nobody. */
  disabled: "falls through" | "stops";
  /** Which `+` begins the tag. */
  tag: "first" | "last";
}

export const READINGS: readonly Reading[] = (["as written", "lower case"] as const).flatMap(letters =>
  (["falls through", "stops"] as const).flatMap(disabled =>
    (["first", "last"] as const).map(tag => ({ letters, disabled, tag })),
  ),
);

export interface StoredRule {
  enabled: boolean;
  forwardsTo: readonly string[];
}

/**
 * Who gets the mail of an address: an independent model of the look-up that the receiving system documents. Exact address,
 * then without its tag, then `*@domain`, then `*`. Written from its description, and shares nothing with the code that
 * makes policies.
 *
 * @param rules by pattern
 * @returns mailboxes in lower case
 */
export function receiversOf(
  address: string,
  rules: ReadonlyMap<string, StoredRule>,
  reading: Reading,
): readonly string[] {
  const written = unquoted(reading.letters === "lower case" ? address.toLowerCase() : address);
  const at = written.lastIndexOf("@");
  const [local, domain] = [written.slice(0, at), written.slice(at + 1)];
  const plus = reading.tag === "first" ? local.indexOf("+") : local.lastIndexOf("+");
  const keys = [written, ...(plus < 0 ? [] : [`${local.slice(0, plus)}@${domain}`]), `*@${domain}`, "*"];
  for (const key of keys) {
    const rule = rules.get(key);
    if (rule === undefined) continue;
    if (rule.enabled) return rule.forwardsTo.map(mailbox => mailbox.toLowerCase());
    if (reading.disabled === "stops") return [];
  }
  return [];
}

/** `"bob"@example.com` and `bob(comment)@example.com` are `bob@example.com`. */
function unquoted(address: string): string {
  return withoutComments(address).replace(
    /^"((?:[^"\\]|\\.)*)"@/,
    (_, local: string) => `${local.replace(/\\(.)/g, "$1")}@`,
  );
}

function withoutComments(address: string): string {
  return address.replace(/\([^()"]*\)/g, "");
}
