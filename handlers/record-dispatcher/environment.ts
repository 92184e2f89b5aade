/** The environment variables of `smtp-record-dispatcher`. */
export interface DispatcherEnvironment {
  TABLE_NAME: string;
  MANAGER_FUNCTION_NAME: string;
  /** For wake-ups, which name a function by its ARN. */
  MANAGER_FUNCTION_ARN: string;
  STACK_NAME: string;
  /** The permissions boundary that every IAM user of ours carries. */
  USER_BOUNDARY_ARN: string;
  /** Comma-separated. */
  ALLOWED_FROM_DOMAINS: string;
  /** Comma-separated ARNs that a login may send through. */
  SENDING_RESOURCES: string;
  ROTATION_DAYS: string;
  ROTATION_GRACE_DAYS: string;
  ROTATION_MAX_GRACE_DAYS: string;
  PARKED_QUEUE_URL: string;
  /** The stack's own group of schedules. */
  SCHEDULE_GROUP: string;
  /** What EventBridge Scheduler acts as when it invokes a function of the stack. */
  SCHEDULE_ROLE_ARN: string;
  /** Where wake-ups go that could not be delivered. */
  PARKED_QUEUE_ARN: string;
}
