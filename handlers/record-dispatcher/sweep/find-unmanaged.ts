import { adoptingSince, isAdopting, unmanagedLogin } from "../../../records/unmanaged";
import type { ReadRecord } from "../../reconciler/adapters/record-versions";
import { readHints } from "../../reconciler/record";
import type { LeaseHandover } from "../../reconciler/lease/handover";
import type { Finding } from "./finding";

/** An adoption takes less than two minutes. */
const ADOPTING_MS = 15 * 60_000;

/**
 * Logins that another system made, and adoptions that did not end. The manager is sent to the former once: it notes the IAM
 * user, so that it can say how to stop the login when the record is gone. It is sent to each whose record asks to stop it,
 * until the record says that only a person can.
 *
 * @param stops the record asks to stop the login
 */
export function ofUnmanaged(
  { username, attributes }: ReadRecord,
  lease: LeaseHandover | undefined,
  stops: boolean,
  now: number,
): Finding[] {
  const { status, failure } = readHints(attributes);
  const isSaid = status === "failed" && failure?.code === "not_adopted";
  if (stops && !isSaid)
    return [{ kind: "not_applied", username, detail: `status is ${status ?? "missing"}`, stops: true }];
  if (isAdopting(attributes)) {
    const since = adoptingSince(attributes);
    if (since !== undefined && now - since < ADOPTING_MS) return [];
    const detail = since === undefined ? "adopting has no time" : `since ${new Date(since).toISOString()}`;
    return [{ kind: "interrupted_adoption", username, detail }];
  }
  const detail = `IAM user ${unmanagedLogin(attributes)?.user ?? "unknown"}`;
  return [
    { kind: "unmanaged_login", username, detail },
    ...(lease?.unmanaged === undefined ? [{ kind: "not_applied" as const, username, detail }] : []),
  ];
}
