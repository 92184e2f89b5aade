import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** When something was said, and whether it could be delivered. */
export interface Saying {
  /** Milliseconds since 1970. */
  at: number;
  failed: boolean;
}

/** What people were told about one login, by the ids of the deliveries. */
export type Said = ReadonlyMap<string, Saying>;

/** The most that an item keeps; with ids of 120 characters it stays below 8 kB. */
export const MAX_SAID = 50;

/** The lease item's attribute: each id with its time, negative if it was not delivered. Undefined if nothing was said. */
export function saidAttribute(said: Said): AttributeValue | undefined {
  if (said.size === 0) return undefined;
  const entries = [...said].map(([id, { at, failed }]): [string, AttributeValue] => [
    id,
    { N: String(failed ? -at : at) },
  ]);
  return { M: Object.fromEntries(entries) };
}

/** Anybody who can write to the table may have written it: what is not a number is left out. */
export function readSaid(attribute: AttributeValue | undefined): Said {
  const entries = Object.entries(attribute?.M ?? {}).map(([id, { N }]) => [id, Number(N ?? NaN)] as const);
  const numbers = entries.filter(([, at]) => Number.isFinite(at)).slice(0, MAX_SAID);
  return new Map(numbers.map(([id, at]) => [id, { at: Math.abs(at), failed: at < 0 }]));
}
