import type { AttributeValue } from "@aws-sdk/client-dynamodb";

type Item = Readonly<Record<string, AttributeValue>> | undefined;

/**
 * Since when what a login sends counts against it: its last `enable`, or the end of its last compromise, whichever is
 * later. Whoever enabled a login knew of what had been sent until then.
 *
 * @param enabled the item of {@link enabledKey} @param hold the item of {@link holdKey}
 * @returns milliseconds since 1970; 0 if it was never stopped
 */
export function enabledSince(enabled: Item, hold: Item): number {
  return Math.max(timeIn(enabled?.at), timeIn(hold?.done_at), 0);
}

function timeIn(value: AttributeValue | undefined): number {
  const time = Date.parse(value?.S ?? "");
  return Number.isNaN(time) ? 0 : time;
}
