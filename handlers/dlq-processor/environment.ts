import type { ParkingEnvironment } from "../shared/park";
import type { ScheduleEnvironment } from "../shared/schedules";

/** The environment variables of `smtp-dlq-processor`. */
export interface ProcessorEnvironment extends ScheduleEnvironment, ParkingEnvironment {
  TABLE_NAME: string;
  MANAGER_FUNCTION_NAME: string;
  DISPATCHER_FUNCTION_NAME: string;
  RECORDER_FUNCTION_NAME: string;
  VALIDATOR_FUNCTION_NAME: string;
  DEAD_LETTER_QUEUE_URL: string;
}
