import { Logger } from "@aws-lambda-powertools/logger";
import { type RunContext, runUsername } from "../reconciler/run-username";
import type { Environment, LambdaEnvironment } from "../shared/environment";
import type { ManagerEnvironment } from "./environment";
import { portsFromEnvironment } from "./ports-from-environment";
import { groupByUsername, type StreamRecord } from "./stream";

/** The fields used of the event. */
export interface CredentialEvent {
  Records?: StreamRecord[];
}

/** Tells Lambda which records to deliver again: the "partial batch response" of a DynamoDB stream. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Creates `smtp-credential-manager`, which reconciles every username in a batch of stream records, side by side.
 * @throws Error that names a missing variable
 */
export function createHandler(environment: Environment<ManagerEnvironment & LambdaEnvironment>) {
  const ports = portsFromEnvironment(environment);
  const logger = new Logger({ serviceName: "smtp-credential-manager" });

  return async (event: CredentialEvent, context: RunContext = {}): Promise<BatchResponse> => {
    const changes = groupByUsername(event.Records ?? []);
    const failed = await Promise.all(
      changes.map(async ({ username, eventId, sequenceNumbers }) => {
        const correlationId = eventId ?? context.awsRequestId ?? "none";
        const done = await runUsername(username, correlationId, context, ports, logger);
        return done ? [] : sequenceNumbers;
      }),
    );
    return { batchItemFailures: failed.flat().map(itemIdentifier => ({ itemIdentifier })) };
  };
}
