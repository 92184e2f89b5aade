/**
 * A hold keeps a login stopped whatever its record says: an item of its own, so that putting the record again does not
 * lift it. Whoever may write it also invokes the manager by changing it; only deleting it lifts it.
 */

/**
 * `suspended`: the login is stopped and kept. `compromised`: its user is removed and the login replaced, once; the
 * manager then notes it in `done_at`, and the hold stops nothing anymore.
 */
export type HoldKind = "suspended" | "compromised";

export interface Hold {
  kind: HoldKind;
  /** A sentence for a person, without a period at its end. */
  reason: string;
  /** ISO 8601, as it was written. */
  at: string;
}

/** @param item as JavaScript values. Whatever is there stops a login: what cannot be read counts as suspended. */
export function readHold(item: Readonly<Record<string, unknown>> | undefined): Hold | undefined {
  if (item === undefined) return undefined;
  const { kind, reason, at, done_at } = item;
  if (kind === "compromised" && done_at !== undefined) return undefined;
  return {
    kind: kind === "compromised" ? kind : "suspended",
    reason: typeof reason === "string" && reason !== "" ? reason : "no reason was given",
    at: typeof at === "string" ? at : "",
  };
}
