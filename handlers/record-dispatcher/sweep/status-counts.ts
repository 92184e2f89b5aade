import type { ReadRecord } from "../../reconciler/adapters/record-versions";

const STATUSES = ["pending", "active", "disabled", "failed"] as const;

/** Logins by status. One that a hold stops counts as suspended only; `other`: records with an invalid status. */
export type StatusCounts = Record<(typeof STATUSES)[number] | "suspended" | "other", number>;

export function statusCounts(records: readonly Pick<ReadRecord, "attributes" | "hold">[]): StatusCounts {
  const counts: StatusCounts = { pending: 0, active: 0, disabled: 0, failed: 0, suspended: 0, other: 0 };
  for (const { attributes, hold } of records) {
    const known = STATUSES.find(status => status === attributes.status) ?? "other";
    counts[hold?.kind === "suspended" ? "suspended" : known]++;
  }
  return counts;
}
