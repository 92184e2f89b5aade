import type { RotationEnvironment, SenderRulesEnvironment } from "../reconciler/settings";
import type { ScheduleEnvironment } from "../shared/schedules";

/** The environment variables of `smtp-record-dispatcher`. */
export interface DispatcherEnvironment
  extends SenderRulesEnvironment, RotationEnvironment, ScheduleEnvironment {
  TABLE_NAME: string;
  MANAGER_FUNCTION_NAME: string;
  /** For wake-ups, which name a function by its ARN. */
  MANAGER_FUNCTION_ARN: string;
  STACK_NAME: string;
  /** The permissions boundary that every IAM user of ours carries. */
  USER_BOUNDARY_ARN: string;
  PARKED_QUEUE_URL: string;
}
