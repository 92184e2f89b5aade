import type { PlannedChange } from "./entries";

/** What one change does: addresses that come and go with their sign, other fields with both values. */
export function changeText({ fields, before }: PlannedChange): string {
  return Object.entries(fields)
    .map(([field, value]) => {
      const old = before[field as keyof typeof before];
      if (Array.isArray(value)) return addressesText(value, Array.isArray(old) ? old : []);
      const now = `${field} ${JSON.stringify(value)}`;
      return old === undefined || old === "" ? now : `${now} (was ${JSON.stringify(old)})`;
    })
    .join(", ");
}

function addressesText(now: readonly string[], old: readonly string[]): string {
  const added = now.filter(address => !old.includes(address)).map(address => `+${address}`);
  const removed = old.filter(address => !now.includes(address)).map(address => `-${address}`);
  return [...added, ...removed].join(" ") || "the order of its addresses";
}
