import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { ManagerEvent } from "./manager-event";

/**
 * Puts an event in the queue of a function's asynchronous invocations, where Lambda keeps it for up to six hours, and
 * retries it twice: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html.
 *
 * @param name the function's name or ARN
 * @throws AWS's error; the event may then have been accepted nevertheless, so send it again
 */
export async function invokeFunction(
  lambda: Pick<LambdaClient, "send">,
  name: string,
  event: unknown,
): Promise<void> {
  await lambda.send(
    new InvokeCommand({ FunctionName: name, InvocationType: "Event", Payload: JSON.stringify(event) }),
  );
}

/** @param manager the credential manager's name or ARN. @throws as {@link invokeFunction} does */
export async function invokeManager(
  lambda: Pick<LambdaClient, "send">,
  manager: string,
  event: ManagerEvent,
): Promise<void> {
  await invokeFunction(lambda, manager, event);
}
