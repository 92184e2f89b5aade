import type * as pulumi from "@pulumi/pulumi";
import { FunctionEventInvokeConfig } from "@pulumi/aws/lambda";
import type { Foundation } from "./foundation";

/** The longest that Lambda keeps an asynchronous event, and the most that it retries one; throttles are not counted. */
const MAX_EVENT_AGE_SECONDS = 6 * 60 * 60;
const MAX_RETRY_ATTEMPTS = 2;

/**
 * Publishes a function's events that failed for the last time, so that they are tried again:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
 *
 * @param heard by whom they are kept
 */
export function publishEvents(
  name: string,
  { failures }: Foundation,
  functionName: pulumi.Input<string>,
  heard: readonly pulumi.Resource[],
): FunctionEventInvokeConfig {
  return keepEvents(name, functionName, failures.topic.arn, heard);
}

/** Parks them: only an operator can act on a failure of the processor itself, or of a sweep. */
export function parkEvents(
  name: string,
  { failures }: Foundation,
  functionName: pulumi.Input<string>,
): FunctionEventInvokeConfig {
  return keepEvents(name, functionName, failures.parkedQueue.arn, []);
}

function keepEvents(
  name: string,
  functionName: pulumi.Input<string>,
  destination: pulumi.Input<string>,
  dependsOn: readonly pulumi.Resource[],
): FunctionEventInvokeConfig {
  return new FunctionEventInvokeConfig(
    name,
    {
      functionName,
      maximumRetryAttempts: MAX_RETRY_ATTEMPTS,
      maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS,
      destinationConfig: { onFailure: { destination } },
    },
    { dependsOn: [...dependsOn] },
  );
}
