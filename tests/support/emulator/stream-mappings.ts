import { tmpdir } from "node:os";
import { join } from "node:path";
import { rm } from "node:fs/promises";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient } from "@aws-sdk/client-iam";
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  type CreateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";

import { ACCOUNT_ID, clientConfig, REGION } from "../../../sandbox/shared/account";
import { startEmulator } from "../../../sandbox/emulator/start";
import { startFrontDoor } from "../../../sandbox/front-door/front-door";
import { pollUntil } from "../../../sandbox/shared/poll";
import { zipOf } from "../../../sandbox/provider/archive";
import { createRole } from "./roles";
import { isStreamFailure, receiveAll, type StreamFailure } from "../sandbox/failure-messages";

/**
 * Responds as the keys of its records say: `fail…` is reported as failed, `once…` as failed the first time, `throw…`
 * makes it throw, and the JSON after `respond ` is its whole response.
 */
const HANDLER = `
const seen = new Set();
exports.handler = async ({ Records }) => {
  const keyOf = record => record.dynamodb.Keys.k.S;
  const keys = Records.map(keyOf);
  console.log("batch " + JSON.stringify({ stream: Records[0].eventSourceARN, keys }));
  if (keys.some(key => key.startsWith("throw"))) throw new Error("thrown");
  const whole = keys.find(key => key.startsWith("respond "));
  if (whole) return JSON.parse(whole.slice(8));
  const isNew = key => !seen.has(key) && seen.add(key);
  const failed = Records.filter(record =>
    keyOf(record).startsWith("fail") || (keyOf(record).startsWith("once") && isNew(keyOf(record))));
  return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
};`;

/** The last record of every stream: once it is processed, so are all before it. */
const END = "end";

/** What a mapping did with the records of one stream. */
export interface Outcome {
  /** The keys of each batch that the function received, in order. */
  batches: string[][];
  failures: StreamFailure[];
}

export interface Mappings {
  /**
   * Writes a record for each key, then creates the mapping, so that the first batch is full, and waits until the last
   * record, "end", is processed or discarded.
   */
  run(keys: readonly string[], options: Partial<CreateEventSourceMappingCommandInput>): Promise<Outcome>;
  close(): Promise<void>;
}

const FUNCTION = "mapped";
const LOG_GROUP = `/aws/lambda/${FUNCTION}`;
const TIMEOUT_MS = 60_000;

/** Starts an emulator with a function to map streams to, and a queue for failures per stream. */
export async function openMappings(environment: Readonly<Record<string, string>> = {}): Promise<Mappings> {
  const logFile = join(tmpdir(), `ses-smtp-test-mappings-${process.pid}.log`);
  const emulator = await startEmulator({ region: REGION, accountId: ACCOUNT_ID, logFile, environment });
  const door = await startFrontDoor({
    emulator,
    region: REGION,
    accountId: ACCOUNT_ID,
    sesApi: () => ({ status: 404, body: {} }),
  });
  const config = clientConfig(door.url);
  const [dynamodb, lambda] = [new DynamoDBClient(config), new LambdaClient(config)];
  const [logs, sqs] = [new CloudWatchLogsClient(config), new SQSClient(config)];
  const iam = new IAMClient(config);
  const { FunctionArn = "" } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: FUNCTION,
      Role: await createRole(iam, "any", { service: "lambda.amazonaws.com" }),
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: {
        ZipFile: zipOf(
          { kind: "archive", assets: { "index.js": { kind: "asset", text: HANDLER } } },
          __dirname,
        ),
      },
    }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  let tables = 0;

  return {
    run: async (keys, options) => {
      const { stream, queue, url } = await prepare(`stream-${++tables}`, [...keys, END]);
      await lambda.send(
        new CreateEventSourceMappingCommand({
          FunctionName: FunctionArn,
          EventSourceArn: stream,
          StartingPosition: "TRIM_HORIZON",
          BatchSize: keys.length,
          FunctionResponseTypes: ["ReportBatchItemFailures"],
          DestinationConfig: { OnFailure: { Destination: queue } },
          ...options,
        }),
      );
      const failures: StreamFailure[] = [];
      return pollUntil(`the end of ${stream}`, TIMEOUT_MS, async () => {
        const batches = await batchesOf(stream);
        failures.push(...(await receiveAll(sqs, url)).filter(isStreamFailure)); // after the batches, so that earlier failures are included
        const discarded = failures.reduce(
          (sum, { DDBStreamBatchInfo }) => sum + DDBStreamBatchInfo.batchSize,
          0,
        );
        const ended = batches.some(batch => batch.includes(END)) || discarded > keys.length;
        return ended ? { done: { batches, failures } } : { yet: JSON.stringify(batches) };
      });
    },
    close: async () => {
      for (const client of [dynamodb, iam, lambda, logs, sqs]) client.destroy();
      await door.close();
      await emulator.close();
      await rm(logFile, { force: true });
    },
  };

  async function prepare(name: string, keys: readonly string[]) {
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      }),
    );
    // At once, so that all are equally old.
    const puts = keys.map(k => ({ PutRequest: { Item: { k: { S: k } } } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
    const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
    );
    return { stream: TableDescription?.LatestStreamArn ?? "", queue: Attributes?.QueueArn ?? "", url };
  }

  async function batchesOf(stream: string): Promise<string[][]> {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: LOG_GROUP }));
    const lines = events.flatMap(({ message = "" }) => /batch (\{.*\})/.exec(message)?.[1] ?? []);
    return lines
      .map(line => JSON.parse(line) as { stream: string; keys: string[] })
      .filter(batch => batch.stream === stream)
      .map(({ keys }) => keys);
  }
}
