/** The variables of `smtp-record-dispatcher`. */
export const DISPATCHER_ENVIRONMENT = {
  TABLE_NAME: "mail",
  MANAGER_FUNCTION_NAME: "manager",
  MANAGER_FUNCTION_ARN: "arn:aws:lambda:eu-central-1:123456789012:function:manager",
  STACK_NAME: "test",
  USER_BOUNDARY_ARN: "arn:aws:iam::123456789012:policy/boundary",
  ALLOWED_FROM_DOMAINS: "company.com",
  SENDING_RESOURCES: "arn:one",
  ROTATION_DAYS: "0",
  ROTATION_GRACE_DAYS: "7",
  ROTATION_MAX_GRACE_DAYS: "30",
  PARKED_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/parked",
  SCHEDULE_GROUP: "wake-ups",
  SCHEDULE_ROLE_ARN: "arn:aws:iam::123456789012:role/wake-ups",
  PARKED_QUEUE_ARN: "arn:aws:sqs:eu-central-1:123456789012:parked",
};
