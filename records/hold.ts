/**
 * A hold keeps a login stopped whatever its record says. It is an item of its own, so that overwriting the record does
 * not lift it. Changing it triggers the manager; only deleting it lifts the hold.
 */

/**
 * `suspended`: the login is stopped and kept. `compromised`: its user is removed and the login replaced, once; the
 * manager then notes it in `done_at`, and the hold stops nothing anymore.
 */
export type HoldKind = "suspended" | "compromised";

export interface Hold {
  kind: HoldKind;
  /** A sentence for a person, without a period at its end; at most {@link MAX_TEXT_LENGTH} characters. */
  reason: string;
  /** ISO 8601, as it was written; empty if it is missing or not a string. */
  at: string;
}

/** All attributes of a hold: those of {@link Hold}, who or what wrote it, and the manager's note that it is done. */
export const HOLD_ATTRIBUTES = ["PK", "SK", "kind", "reason", "evidence", "at", "by", "done_at"] as const;

/** Of the item that says when a login was last enabled. */
export const ENABLED_ATTRIBUTES = ["PK", "SK", "at", "by"] as const;

/** Anybody may have written a hold, and its reason is copied into the record and into messages, which have limits. */
const MAX_TEXT_LENGTH = 1_024;

/** @param item as JavaScript values. Any such item stops the login: one that cannot be read counts as suspended. */
export function readHold(item: Readonly<Record<string, unknown>> | undefined): Hold | undefined {
  if (item === undefined) return undefined;
  const { kind, reason, at, done_at } = item;
  if (kind === "compromised" && done_at !== undefined) return undefined;
  return {
    kind: kind === "compromised" ? kind : "suspended",
    reason: typeof reason === "string" && reason !== "" ? shortened(reason) : "no reason was given",
    at: typeof at === "string" ? at : "",
  };
}

function shortened(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
}
