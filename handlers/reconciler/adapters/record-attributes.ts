import { RULE_SENDERS_ATTRIBUTE, type RuleSenders } from "../../../records/rule-senders";
import { MAX_FOREIGN_BYTES } from "../record";
import type { Failure } from "../failures/catalogue";
import type { PreviousKey } from "../types";
import { gainedSenders } from "../receiving-rules/gained";
import type { Change } from "./record-table";
import type { Known, ReadRecord } from "./record-versions";

/** The record shows the previous login only while it works. */
export function grace(previous: PreviousKey | undefined) {
  if (previous === undefined || previous.deleteAt !== undefined) return {};
  return {
    previous_smtp_username: previous.id,
    previous_until: new Date(previous.until).toISOString(),
  };
}

/** The exact copy of a request, which shows that it was handled. A record without room for it fails, which it does not need. */
export function rotatedFor({ asked: { rotate_requested_at }, foreignBytes }: ReadRecord): Known {
  return foreignBytes > MAX_FOREIGN_BYTES ? {} : { rotated_for: rotate_requested_at };
}

/** Whoever wrote the hold may have written anything. */
const MAX_TIME_LENGTH = 64;

/** What the hold says, for people who see only the record. */
export function heldBy({ hold }: ReadRecord) {
  return hold?.kind === "suspended"
    ? { suspended: { reason: hold.reason, at: hold.at.slice(0, MAX_TIME_LENGTH) } }
    : {};
}

/** What receiving rules allow, with what of it is new since the last time: people are told of that. */
export function ruleSenders({ attributes }: ReadRecord, rules: RuleSenders | undefined) {
  if (rules === undefined) return {};
  const gained = gainedSenders(attributes, rules);
  return { [RULE_SENDERS_ATTRIBUTE]: { ...rules, ...(gained.length > 0 && { gained }) } };
}

export function failureAttribute(
  failure: Failure | undefined,
  correlationId: string,
  at: Date,
): Change["set"] {
  if (failure === undefined) return {};
  return { failure: { ...failure, correlation_id: correlationId, at: at.toISOString() } };
}
