import { graceOf, isRotationDue, isRotationRequested, type RotationSettings } from "../../records/rotation";
import type { PlanContext, RecordAttributes } from "./types";

/** What a plan knows of rotation. */
export type RotationContext = Pick<
  PlanContext,
  "rotationDue" | "rotationRequested" | "graceMs" | "maxGraceMs"
>;

export function rotationContext(
  username: string,
  record: RecordAttributes,
  settings: RotationSettings,
  now: number,
): RotationContext {
  return {
    rotationDue: isRotationDue(username, record, settings, now),
    rotationRequested: isRotationRequested(record),
    ...graceOf(record, settings),
  };
}
