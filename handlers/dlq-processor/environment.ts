/** The environment variables of `smtp-dlq-processor`. */
export interface ProcessorEnvironment {
  TABLE_NAME: string;
  MANAGER_FUNCTION_NAME: string;
  DISPATCHER_FUNCTION_NAME: string;
  DEAD_LETTER_QUEUE_URL: string;
  PARKED_QUEUE_URL: string;
  /** The stack's own group of schedules. */
  SCHEDULE_GROUP: string;
  /** The role that EventBridge Scheduler assumes to invoke a function of the stack. */
  SCHEDULE_ROLE_ARN: string;
  /** The queue for wake-ups that could not be delivered. */
  PARKED_QUEUE_ARN: string;
}
