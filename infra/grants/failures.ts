import type { Failures } from "../failures";
import type { Grant } from "./grant";

/**
 * For the on-failure destination of a stream, to which Lambda publishes with the function's role:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
 */
export function publishFailures({ topic }: Failures): Grant {
  return {
    environment: {},
    statements: [{ Sid: "Failures", Effect: "Allow", Action: "sns:Publish", Resource: topic.arn }],
  };
}
