import { createHash } from "node:crypto";
import { canonicalJson } from "../../shared/canonical-json";
import { isHeldBy, type LeaseItem } from "../lease/item";
import type { RecordAttributes } from "../types";
import type { Writer } from "./record-versions";

/**
 * Names the run that stored a record's secret and is about to verify it. Like any write, that one causes an event,
 * which would find the lease held, mark it and book a wake-up, all for nothing.
 */
export function inProgress(attributes: RecordAttributes, { holder, correlationId, eventId }: Writer) {
  return { holder, correlation_id: correlationId, event_id: eventId, of: digestOf(attributes) };
}

/**
 * Whether an event brings nothing new for the lease's holder: every attribute of the record is as that holder wrote it.
 * The event that the holder is processing, its retries and the events that follow from it never count as such, because
 * they take over if the holder has died. They share its correlation id or its event's, while each stream record has an id
 * of its own.
 *
 * @param eventId the event's
 */
export function isWriteOfHolder(
  record: RecordAttributes,
  lease: LeaseItem,
  eventId: string,
  now: number,
): boolean {
  const { in_progress: written } = record;
  if (typeof written !== "object" || written === null) return false;
  const { holder, correlation_id, event_id, of } = written as Record<string, unknown>;
  const follows = [correlation_id, event_id].includes(eventId);
  return isHeldBy(lease, holder, now) && !follows && of === digestOf(record);
}

function digestOf(attributes: RecordAttributes): string {
  const others = { ...attributes, in_progress: undefined };
  return createHash("sha256").update(canonicalJson(others)).digest("hex");
}
