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
