import type { Failures } from "../failures";
import type { Grant } from "./grant";

/**
 * For the on-failure destination of a stream or of asynchronous invocations, to which Lambda publishes with the
 * function's role: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
 */
export function publishFailures({ topic }: Failures): Grant {
  return {
    environment: {},
    statements: [{ Sid: "Failures", Effect: "Allow", Action: "sns:Publish", Resource: topic.arn }],
  };
}

/** To report a failed operation, so that it is retried. */
export function reportFailures(failures: Failures): Grant<"FAILURES_TOPIC_ARN"> {
  const { statements } = publishFailures(failures);
  return { environment: { FAILURES_TOPIC_ARN: failures.topic.arn }, statements };
}

/** To send operations that need an operator to the parked queue; also for an on-failure destination there. */
export function parkFailures({ parkedQueue }: Failures): Grant<"PARKED_QUEUE_URL"> {
  return {
    environment: { PARKED_QUEUE_URL: parkedQueue.url },
    statements: [{ Sid: "Park", Effect: "Allow", Action: "sqs:SendMessage", Resource: parkedQueue.arn }],
  };
}

/** To see how many messages wait in the parked queue. */
export function countParked({ parkedQueue }: Failures): Grant {
  return {
    environment: {},
    statements: [
      { Sid: "CountParked", Effect: "Allow", Action: "sqs:GetQueueAttributes", Resource: parkedQueue.arn },
    ],
  };
}

/** To send operations to the dead-letter queue, and to receive and delete them. */
export function drainDeadLetters({ deadLetterQueue }: Failures): Grant<"DEAD_LETTER_QUEUE_URL"> {
  return {
    environment: { DEAD_LETTER_QUEUE_URL: deadLetterQueue.url },
    statements: [
      {
        Sid: "DeadLetters",
        Effect: "Allow",
        Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"],
        Resource: deadLetterQueue.arn,
      },
    ],
  };
}
