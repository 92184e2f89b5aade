import type * as Acm from "@aws-sdk/client-acm";
import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type * as Kms from "@aws-sdk/client-kms";
import type * as Lambda from "@aws-sdk/client-lambda";
import type * as Sns from "@aws-sdk/client-sns";
import type * as Sqs from "@aws-sdk/client-sqs";
import { clientConfig } from "../../shared/aws-clients";
import { boundAnswers } from "../../shared/bounded-answers";
import type { FoundFunction } from "./functions";

/** What AWS says about the stack's resources. Undefined: the resource does not exist. */
export interface StackObserver {
  key(arn: string): Promise<Kms.KeyMetadata | undefined>;
  table(name: string): Promise<DynamoDb.TableDescription | undefined>;
  mappingsOf(functionName: string): Promise<Lambda.EventSourceMappingConfiguration[]>;
  readersOf(streamArn: string): Promise<Lambda.EventSourceMappingConfiguration[]>;
  subscriptions(topicArn: string): Promise<Sns.Subscription[] | undefined>;
  /** The topic's policy, JSON. */
  topicPolicy(topicArn: string): Promise<string | undefined>;
  subscription(arn: string): Promise<Record<string, string> | undefined>;
  /** The function's own policy, JSON. */
  functionPolicy(name: string): Promise<string | undefined>;
  functionState(name: string): Promise<FoundFunction>;
  certificate(arn: string): Promise<Acm.CertificateDetail | undefined>;
  alarms(prefix: string): Promise<CloudWatch.MetricAlarm[]>;
  /** Messages that can be received now. */
  queueDepth(url: string): Promise<number>;
  concurrency(): Promise<number | undefined>;
  /** An address of AWS in the region that answers everybody. */
  endpoint(): Promise<string>;
  close(): void;
}

/** A page each, far more than a stack has. */
const MAX_PAGES = 20;

export function stackObserver(region: string): StackObserver {
  const { ACMClient, DescribeCertificateCommand, ...acm } = require("@aws-sdk/client-acm") as typeof Acm;
  const { CloudWatchClient, DescribeAlarmsCommand } =
    require("@aws-sdk/client-cloudwatch") as typeof CloudWatch;
  const dynamo = require("@aws-sdk/client-dynamodb") as typeof DynamoDb;
  const { KMSClient, DescribeKeyCommand, NotFoundException } = require("@aws-sdk/client-kms") as typeof Kms;
  const { LambdaClient, ...lambdaApi } = require("@aws-sdk/client-lambda") as typeof Lambda;
  const { SNSClient, ListSubscriptionsByTopicCommand, ...sns } = require("@aws-sdk/client-sns") as typeof Sns;
  const { SQSClient, GetQueueAttributesCommand } = require("@aws-sdk/client-sqs") as typeof Sqs;
  const config = clientConfig(region);
  const clients = {
    acm: new ACMClient(config),
    cloudwatch: new CloudWatchClient(config),
    dynamodb: new dynamo.DynamoDBClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
  for (const client of Object.values(clients)) boundAnswers(client);

  const mappings = (query: { FunctionName?: string; EventSourceArn?: string }) =>
    pages(async Marker => {
      const command = new lambdaApi.ListEventSourceMappingsCommand({ ...query, ...(Marker && { Marker }) });
      const { EventSourceMappings = [], NextMarker } = await clients.lambda.send(command);
      return { items: EventSourceMappings, next: NextMarker };
    });

  return {
    key: KeyId =>
      unless(NotFoundException, async () => {
        const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId }));
        return KeyMetadata;
      }),
    table: TableName =>
      unless(dynamo.ResourceNotFoundException, async () => {
        const { Table } = await clients.dynamodb.send(new dynamo.DescribeTableCommand({ TableName }));
        return Table;
      }),
    mappingsOf: FunctionName => mappings({ FunctionName }),
    readersOf: EventSourceArn => mappings({ EventSourceArn }),
    subscriptions: TopicArn =>
      unless(sns.NotFoundException, () =>
        pages(async NextToken => {
          const command = new ListSubscriptionsByTopicCommand({ TopicArn, ...(NextToken && { NextToken }) });
          const page = await clients.sns.send(command);
          return { items: page.Subscriptions ?? [], next: page.NextToken };
        }),
      ),
    topicPolicy: TopicArn =>
      unless(sns.NotFoundException, async () => {
        const { Attributes } = await clients.sns.send(new sns.GetTopicAttributesCommand({ TopicArn }));
        return Attributes?.["Policy"];
      }),
    subscription: SubscriptionArn =>
      unless(sns.NotFoundException, async () => {
        const command = new sns.GetSubscriptionAttributesCommand({ SubscriptionArn });
        return (await clients.sns.send(command)).Attributes;
      }),
    functionPolicy: FunctionName =>
      unless(lambdaApi.ResourceNotFoundException, async () => {
        const { Policy } = await clients.lambda.send(new lambdaApi.GetPolicyCommand({ FunctionName }));
        return Policy;
      }),
    functionState: FunctionName =>
      unless(lambdaApi.ResourceNotFoundException, async () => {
        const [{ State, StateReason }, { ReservedConcurrentExecutions: reserved }] = await Promise.all([
          clients.lambda.send(new lambdaApi.GetFunctionConfigurationCommand({ FunctionName })),
          clients.lambda.send(new lambdaApi.GetFunctionConcurrencyCommand({ FunctionName })),
        ]);
        return { State, StateReason, reserved };
      }),
    certificate: CertificateArn =>
      unless(acm.ResourceNotFoundException, async () => {
        const { Certificate } = await clients.acm.send(new DescribeCertificateCommand({ CertificateArn }));
        return Certificate;
      }),
    alarms: AlarmNamePrefix =>
      pages(async NextToken => {
        const command = new DescribeAlarmsCommand({ AlarmNamePrefix, ...(NextToken && { NextToken }) });
        const page = await clients.cloudwatch.send(command);
        return { items: page.MetricAlarms ?? [], next: page.NextToken };
      }),
    queueDepth: async QueueUrl => {
      const AttributeNames = ["ApproximateNumberOfMessages" as const];
      const { Attributes } = await clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
      );
      return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
    },
    concurrency: async () => {
      const { AccountLimit } = await clients.lambda.send(new lambdaApi.GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions;
    },
    endpoint: async () => {
      const own = process.env.AWS_ENDPOINT_URL;
      return own || `https://dynamodb.${region}.amazonaws.com/`;
    },
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

async function pages<Item>(
  read: (token: string | undefined) => Promise<{ items: Item[]; next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, next } = await read(token);
    all.push(...items);
    if (!next) return all;
    token = next;
  }
  throw new Error(`more than ${MAX_PAGES} pages`);
}

async function unless<Answer>(
  absent: new (...args: never[]) => Error,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof absent) return undefined;
    throw error;
  }
}
