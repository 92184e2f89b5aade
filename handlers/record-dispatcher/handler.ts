import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { boundedClient } from "../shared/client-options";
import { required, type Environment } from "../shared/environment";
import { invokeManager } from "../shared/invoke-function";
import { readStatuses } from "../shared/record-statuses";
import { type Dispatch, dispatch } from "./dispatch";
import type { DispatcherEnvironment } from "./environment";
import { groupByUsername, type StreamRecord } from "../shared/stream-records";

/** The fields used of the event. */
export interface StreamEvent {
  Records?: StreamRecord[];
}

/** Tells Lambda which records to deliver again: the "partial batch response" of a DynamoDB stream. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** What the handler works with; a test passes its own. */
export interface DispatcherPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  lambda: Pick<LambdaClient, "send">;
}

/** Three attempts of one read and of the invocations, within the function's 60 s. */
const MAX_ATTEMPTS = 3;

/**
 * Creates `smtp-record-dispatcher`, which turns a batch of stream records into asynchronous invocations of the manager,
 * and does nothing else: so no record can hold up another.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<DispatcherEnvironment>,
  { dynamodb, lambda }: DispatcherPorts = {
    dynamodb: new DynamoDBClient(boundedClient(MAX_ATTEMPTS)),
    lambda: new LambdaClient(boundedClient(MAX_ATTEMPTS)),
  },
) {
  const table = required(environment, "TABLE_NAME");
  const manager = required(environment, "MANAGER_FUNCTION_NAME");
  const logger = new Logger({ serviceName: "smtp-record-dispatcher" });

  /** @returns the stream records of this event, if it could not be sent */
  const send = async ({ event, sequenceNumbers }: Dispatch): Promise<string[]> => {
    const fields = { correlation_id: event.correlationId, usernames: event.usernames };
    try {
      await invokeManager(lambda, manager, event);
      logger.info("dispatched", fields);
      return [];
    } catch (error) {
      logger.error("not dispatched", { ...fields, error: error instanceof Error ? error.name : "unknown" });
      return sequenceNumbers;
    }
  };

  return async ({ Records = [] }: StreamEvent): Promise<BatchResponse> => {
    const batch = groupByUsername(Records);
    if (batch.length === 0) return { batchItemFailures: [] };
    const usernames = batch.map(({ username }) => username);
    const dispatches = dispatch(batch, await readStatuses(dynamodb, table, usernames));
    const first = await Promise.all(dispatches.filter(({ stops }) => stops).map(send));
    const then = await Promise.all(dispatches.filter(({ stops }) => !stops).map(send));
    const failed = [...first, ...then].flat();
    return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
  };
}
