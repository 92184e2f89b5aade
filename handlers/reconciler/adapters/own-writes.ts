import { createHash } from "node:crypto";
import { canonicalJson } from "../../shared/canonical-json";
import { isHeldBy, type LeaseItem } from "../lease/item";
import type { RecordAttributes } from "../types";
import type { Writer } from "./record-versions";

/**
 * What a record says of whoever stored its secret and goes on to verify it. That write, like any, makes a stream record,
 * whose event would find the lease held, mark it and book a wake-up, all for nothing.
 */
export function inProgress(attributes: RecordAttributes, { holder, correlationId }: Writer) {
  return { holder, correlation_id: correlationId, of: digestOf(attributes) };
}

/**
 * Whether an event has nothing to tell whoever holds the lease: the record is, in every attribute, as that holder wrote
 * it. Its own event is not taken for such a one, nor are its retries and what follows from it: should the holder be dead,
 * they go on in its place. They have its correlation id, and a stream record has one of its own.
 */
export function isWriteOfHolder(
  record: RecordAttributes,
  lease: LeaseItem,
  correlationId: string,
  now: number,
): boolean {
  const { in_progress: written } = record;
  if (typeof written !== "object" || written === null) return false;
  const { holder, correlation_id, of } = written as Record<string, unknown>;
  return isHeldBy(lease, holder, now) && correlation_id !== correlationId && of === digestOf(record);
}

function digestOf(attributes: RecordAttributes): string {
  const others = { ...attributes, in_progress: undefined };
  return createHash("sha256").update(canonicalJson(others)).digest("hex");
}
