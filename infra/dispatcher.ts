import type * as pulumi from "@pulumi/pulumi";
import { EventSourceMapping } from "@pulumi/aws/lambda";
import type { DispatcherEnvironment } from "../handlers/record-dispatcher/environment";
import { CREDENTIAL_PK, HOLD_PK } from "../records/keys";
import type { Manager } from "./credentials";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { publishFailures } from "./grants/failures";
import { invokeManager } from "./grants/functions";
import { records } from "./grants/records";
import { readStream } from "./grants/stream";

/** What invokes the dispatcher needs of it. */
export interface Dispatcher {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
}

/**
 * Turns changes of records into asynchronous invocations of the manager. It is a function of its own because a stream
 * waits for its batches: a manager that read the stream would let one login that takes a minute hold up all that come
 * after it.
 */
export function createDispatcher(foundation: Foundation, manager: Manager): Dispatcher {
  const { settings, store, failures } = foundation;
  const dispatcher = new LambdaFunction("smtp-record-dispatcher", {
    handler: handlerIn<DispatcherEnvironment>("record-dispatcher"),
    description: "Invokes smtp-credential-manager for the records that changed",
    memoryMb: 512,
    timeoutSeconds: 60,
    uses: [
      records(store).readAttributes(CREDENTIAL_PK, ["PK", "SK", "status", "failure"]),
      invokeManager(manager),
      readStream(store),
      publishFailures(failures),
    ],
    environment: {},
    settings,
  });
  const { functionName, functionArn, roleArn } = dispatcher;
  return { functionName, functionArn, roleArn };
}

/** What the dispatcher reads of the table in one call: BatchGetItem takes 100 keys. */
const MAX_BATCH = 100;

/**
 * The dispatcher fails only if Lambda or the table does, for all records alike, so what it would discard is discarded
 * late: with Lambda's growing pauses, long after the end of any usual outage.
 */
const MAX_RETRIES = 100;

/** Without limit: throttling does not count as a retry, but ages a record. */
const UNLIMITED = -1;

/**
 * Filtered by key: an idle table costs nothing, and items of other kinds invoke nothing.
 *
 * @param ready without which a record or its failure would be lost
 */
export function followStream(
  { store, failures }: Foundation,
  { functionArn }: Dispatcher,
  ready: readonly pulumi.Resource[],
): void {
  const pattern = { dynamodb: { Keys: { PK: { S: [CREDENTIAL_PK, HOLD_PK] } } } };
  new EventSourceMapping(
    "smtp-record-dispatcher",
    {
      eventSourceArn: store.streamArn,
      functionName: functionArn,
      startingPosition: "TRIM_HORIZON",
      batchSize: MAX_BATCH,
      parallelizationFactor: 2, // a batch that is retried holds up only a half of its shard
      filterCriteria: { filters: [{ pattern: JSON.stringify(pattern) }] },
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: MAX_RETRIES,
      maximumRecordAgeInSeconds: UNLIMITED,
      destinationConfig: { onFailure: { destinationArn: failures.topic.arn } },
    },
    { dependsOn: [...ready] },
  );
}
