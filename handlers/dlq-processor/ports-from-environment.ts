import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { boundedClient } from "../shared/client-options";
import { type Environment, required } from "../shared/environment";
import { invokeFunction, invokeManager } from "../shared/invoke-function";
import type { ManagerEvent } from "../shared/manager-event";
import type { RetriedMessages } from "../shared/recorder-event";
import { park, parkingOf } from "../shared/park";
import { readStatuses, stopsLogin } from "../shared/record-statuses";
import type { Runtime } from "../shared/runtime";
import { bookSchedule, scheduleSettings } from "../shared/schedules";
import { withoutQualifier } from "../shared/function-arn";
import { traced } from "../shared/tracing/aws-client";
import type { ProcessorEnvironment } from "./environment";
import type { ProcessorPorts } from "./ports";
import { SqsQueue } from "./queue";
import { readPositions } from "./stream-positions";

/** The services; a test passes its own. */
export interface ProcessorClients {
  dynamodb: Pick<DynamoDBClient, "send">;
  streams: Pick<DynamoDBStreamsClient, "send">;
  lambda: Pick<LambdaClient, "send">;
  scheduler: Pick<SchedulerClient, "send">;
  sns: Pick<SNSClient, "send">;
  sqs: Pick<SQSClient, "send">;
}

/** Within the function's 45 s, and long before a message that it has received is visible again. */
const MAX_ATTEMPTS = 3;

export function clients(): ProcessorClients {
  const options = boundedClient(MAX_ATTEMPTS);
  return {
    dynamodb: traced(new DynamoDBClient(options)),
    streams: traced(new DynamoDBStreamsClient(options)),
    lambda: traced(new LambdaClient(options)),
    scheduler: traced(new SchedulerClient(options)),
    sns: traced(new SNSClient(options)),
    sqs: traced(new SQSClient(options)),
  };
}

/** What BatchGetItem reads at once. */
const MAX_STATUSES = 100;

/**
 * @returns the ports of an invocation, given the processor's own ARN, which comes with each invocation
 * @throws Error that names a missing variable
 */
export function portsOf(
  environment: Environment<ProcessorEnvironment>,
  { dynamodb, streams, lambda, scheduler, sns, sqs }: ProcessorClients,
  { log, now, random }: Runtime,
): (functionArn: string) => ProcessorPorts {
  const table = required(environment, "TABLE_NAME");
  const manager = required(environment, "MANAGER_FUNCTION_NAME");
  const dispatcher = required(environment, "DISPATCHER_FUNCTION_NAME");
  const recorder = required(environment, "RECORDER_FUNCTION_NAME");
  const validator = required(environment, "VALIDATOR_FUNCTION_NAME");
  const parking = parkingOf(environment);
  const schedules = scheduleSettings(environment);
  const ports = {
    queue: new SqsQueue(sqs, required(environment, "DEAD_LETTER_QUEUE_URL")),
    park: (body: string) => park({ sqs, sns, log }, parking, body),
    invokeManager: (event: ManagerEvent) => invokeManager(lambda, manager, event),
    retryMessages: (event: RetriedMessages, functionArn: string | undefined) =>
      invokeFunction(lambda, functionArn?.endsWith(`:${validator}`) ? validator : recorder, event),
    sweep: () =>
      invokeFunction(lambda, dispatcher, { sweep: { cause: "stream positions", searchRules: true } }),
    followRules: (patterns: readonly string[]) => invokeFunction(lambda, dispatcher, { rules: { patterns } }),
    readStream: (positions: Parameters<typeof readPositions>[1]) =>
      readPositions(streams, positions).catch((error: unknown) => {
        log.error("the stream cannot be read", { error });
        return undefined;
      }),
    stopping: (usernames: readonly string[]) => stoppingAmong(usernames, dynamodb, table, log),
    now,
    random,
    log,
  };
  return functionArn => ({
    ...ports,
    book: atMs =>
      bookSchedule(
        scheduler,
        schedules,
        {
          functionArn: withoutQualifier(functionArn),
          event: { drain: "wake-up" },
          kind: "drain",
          subject: "dead letters",
          atMs,
        },
        now(),
      ),
  });
}

async function stoppingAmong(
  usernames: readonly string[],
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  log: Runtime["log"],
): Promise<Set<string>> {
  const all = [...new Set(usernames)];
  try {
    const stopping = new Set<string>();
    for (let start = 0; start < all.length; start += MAX_STATUSES) {
      const part = all.slice(start, start + MAX_STATUSES);
      const statuses = await readStatuses(dynamodb, table, part);
      for (const username of part) if (stopsLogin(statuses.get(username))) stopping.add(username);
    }
    return stopping;
  } catch (error) {
    log.error("the table cannot be read", { error });
    return new Set(all);
  }
}
