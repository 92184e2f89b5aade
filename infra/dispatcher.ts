import type * as pulumi from "@pulumi/pulumi";
import { EventSourceMapping, Invocation } from "@pulumi/aws/lambda";
import type { DispatcherEnvironment } from "../handlers/record-dispatcher/environment";
import { STATUS_ATTRIBUTES } from "../handlers/shared/record-statuses";
import { CREDENTIAL_PK, HOLD_PK, LEASE_PK } from "../records/keys";
import { OTHER_LAYOUT_PREFIX } from "../records/other-layout";
import { RULE_PREFIX } from "../records/receiving-rules";
import type { Manager } from "./credentials";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { countParked, parkFailures, publishFailures } from "./grants/failures";
import { invokeManager } from "./grants/functions";
import { followOtherItems } from "./grants/receiving-rules";
import { records } from "./grants/records";
import { removeSelfTests } from "./grants/self-test";
import { readStream } from "./grants/stream";
import { readUsers } from "./grants/users";
import { bookWakeUps } from "./grants/wake-ups";
import { parkEvents } from "./on-failure";
import { ruleVariables } from "./rule-variables";
import { scheduleDaily, type WakeUps } from "./wake-ups";

/** What invokes the dispatcher needs of it. */
export interface Dispatcher {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
}

/**
 * Turns changes of records into asynchronous invocations of the manager, and sweeps: finds what events have missed. It is a function of its own because a stream
 * waits for its batches: a manager that read the stream would let one login that takes a minute hold up all that come
 * after it.
 */
export function createDispatcher(foundation: Foundation, wakeUps: WakeUps, manager: Manager): Dispatcher {
  const { settings, store, failures } = foundation;
  const dispatcher = new LambdaFunction("smtp-record-dispatcher", {
    handler: handlerIn<DispatcherEnvironment>("record-dispatcher"),
    description: "Invokes smtp-credential-manager for the records that changed",
    memoryMb: 512,
    timeoutSeconds: 300, // for a sweep; a batch takes a second
    metrics: ["SweepFindings"],
    uses: [
      records(store).readAttributes(CREDENTIAL_PK, [...STATUS_ATTRIBUTES]),
      invokeManager(manager),
      readStream(store),
      publishFailures(failures),
      records(store).query(CREDENTIAL_PK, LEASE_PK, HOLD_PK),
      records(store).write(HOLD_PK),
      followOtherItems(foundation),
      readUsers(foundation, manager.boundary),
      bookWakeUps(foundation, wakeUps),
      parkFailures(failures),
      countParked(failures),
      removeSelfTests(foundation),
    ],
    environment: { MANAGER_FUNCTION_ARN: manager.functionArn, ...ruleVariables(foundation) },
    settings,
  });
  const { functionName, functionArn, roleArn, logGroupArn } = dispatcher;
  parkEvents("smtp-record-dispatcher", foundation, functionName); // sweeps; the stream has a destination of its own
  return { functionName, functionArn, roleArn, logGroupArn };
}

/** What the dispatcher reads of the table in one call: BatchGetItem takes 100 keys. */
const MAX_BATCH = 100;

/**
 * The dispatcher fails only if Lambda or the table does, for all records alike, so records are discarded late: with
 * Lambda's growing pauses, long after the end of a typical outage.
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
  { settings, store, failures }: Foundation,
  { functionArn }: Dispatcher,
  ready: readonly pulumi.Resource[],
): void {
  const partitions = [
    CREDENTIAL_PK,
    HOLD_PK,
    { prefix: OTHER_LAYOUT_PREFIX },
    ...(settings.receivingRules === "none" ? [] : [{ prefix: RULE_PREFIX }]),
  ];
  const pattern = { dynamodb: { Keys: { PK: { S: partitions } } } };
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

/** Finds what events have missed: once a day, and after each deployment that changes what records are judged against. */
export function sweepDaily(
  foundation: Foundation,
  wakeUps: WakeUps,
  { functionName, functionArn }: Dispatcher,
  ready: readonly pulumi.Resource[],
): void {
  const daily = { sweep: { cause: "daily" } };
  scheduleDaily("smtp-sweep", wakeUps, functionArn, daily, "cron(17 3 * * ? *)", ready);
  new Invocation(
    "smtp-sweep",
    {
      functionName,
      input: JSON.stringify({ sweep: { cause: "deployment" } }),
      triggers: { ...ruleVariables(foundation), table: foundation.store.tableName },
    },
    { dependsOn: [...ready] },
  );
}
