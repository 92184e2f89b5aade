import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { CREDENTIAL_PK, HOLD_PK, LEASE_PK } from "../../../records/keys";
import { IamReader } from "../../reconciler/adapters/iam-reader";
import { toRecord } from "../../reconciler/adapters/record-versions";
import { rotationSettings, senderRules } from "../../reconciler/settings";
import { type Environment, required } from "../../shared/environment";
import { quarantineReason } from "../../shared/aws-verdicts";
import { holdLogin } from "../../shared/hold-login";
import { invokeManager } from "../../shared/invoke-function";
import { bookSchedule, scheduleSettings } from "../../shared/schedules";
import type { DispatcherEnvironment } from "../environment";
import { countMessages, listUsers, readPartition } from "./read";
import type { SweepPorts } from "./sweep";

/** The services that a sweep calls. */
export interface SweepClients {
  dynamodb: Pick<DynamoDBClient, "send">;
  iam: Pick<IAMClient, "send">;
  lambda: Pick<LambdaClient, "send">;
  scheduler: Pick<SchedulerClient, "send">;
  sqs: Pick<SQSClient, "send">;
}

/**
 * @param now the clock, in milliseconds since 1970
 * @throws Error that names a missing variable
 */
export function sweepPorts(
  environment: Environment<DispatcherEnvironment>,
  { dynamodb, iam, lambda, scheduler, sqs }: SweepClients,
  now: () => number,
): (remainingMs: () => number) => SweepPorts {
  const table = required(environment, "TABLE_NAME");
  const manager = required(environment, "MANAGER_FUNCTION_NAME");
  const functionArn = required(environment, "MANAGER_FUNCTION_ARN");
  const stack = required(environment, "STACK_NAME");
  const parkedQueueUrl = required(environment, "PARKED_QUEUE_URL");
  const reader = new IamReader(iam, { stack, boundaryArn: required(environment, "USER_BOUNDARY_ARN") });
  const schedules = scheduleSettings(environment);
  const settings = {
    rules: senderRules(environment),
    rotation: rotationSettings(environment),
  };
  const ports: Omit<SweepPorts, "remainingMs"> = {
    settings,
    now,
    listUsers: () => listUsers(iam, stack),
    readLeases: () => readPartition(dynamodb, table, LEASE_PK),
    readRecords: async () => {
      const [items, holds] = await Promise.all([
        readPartition(dynamodb, table, CREDENTIAL_PK),
        readPartition(dynamodb, table, HOLD_PK),
      ]);
      return [...items].map(([username, item]) => toRecord(username, item, holds.get(username)));
    },
    inspect: async ({ username, name }) => {
      const user = await reader.observe(username, name);
      return user && { username, user };
    },
    hold: async (username, policy) => {
      const request = { reason: quarantineReason(policy), evidence: policy, by: "smtp-record-dispatcher" };
      await holdLogin(dynamodb, table, username, { ...request, at: new Date(now()) });
    },
    countParked: () => countMessages(sqs, parkedQueueUrl),
    send: event => invokeManager(lambda, manager, event),
    book: (event, atMs) =>
      bookSchedule(
        scheduler,
        schedules,
        { functionArn, event, kind: "sweep", subject: JSON.stringify(event.usernames), atMs },
        now(),
      ),
  };
  return remainingMs => ({ ...ports, remainingMs });
}
