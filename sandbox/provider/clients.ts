import type * as acm from "@aws-sdk/client-acm";
import type * as apis from "@aws-sdk/client-apigatewayv2";
import type * as cloudtrail from "@aws-sdk/client-cloudtrail";
import type * as cloudwatch from "@aws-sdk/client-cloudwatch";
import type * as logs from "@aws-sdk/client-cloudwatch-logs";
import type * as dynamodb from "@aws-sdk/client-dynamodb";
import type * as eventBridge from "@aws-sdk/client-eventbridge";
import type * as iam from "@aws-sdk/client-iam";
import type * as kms from "@aws-sdk/client-kms";
import type * as lambda from "@aws-sdk/client-lambda";
import type * as s3 from "@aws-sdk/client-s3";
import type * as scheduler from "@aws-sdk/client-scheduler";
import type * as sesv2 from "@aws-sdk/client-sesv2";
import type * as sns from "@aws-sdk/client-sns";
import type * as sqs from "@aws-sdk/client-sqs";

export interface Clients {
  readonly acm: acm.ACMClient;
  readonly apis: apis.ApiGatewayV2Client;
  readonly cloudtrail: cloudtrail.CloudTrailClient;
  readonly cloudwatch: cloudwatch.CloudWatchClient;
  readonly events: eventBridge.EventBridgeClient;
  readonly iam: iam.IAMClient;
  readonly dynamodb: dynamodb.DynamoDBClient;
  readonly kms: kms.KMSClient;
  readonly lambda: lambda.LambdaClient;
  readonly logs: logs.CloudWatchLogsClient;
  readonly s3: s3.S3Client;
  readonly scheduler: scheduler.SchedulerClient;
  readonly sesv2: sesv2.SESv2Client;
  readonly sns: sns.SNSClient;
  readonly sqs: sqs.SQSClient;
}

export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  /** Twelve digits: the emulator reads the account from an access key id of this form. */
  readonly accountId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** SDK clients of one endpoint, each loaded on first use: loading all of them takes half a second. */
export function clientsFor(options: ClientOptions): Clients {
  const { endpoint, region, accountId, secretAccessKey, sessionToken } = options;
  const credentials = { accessKeyId: accountId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  const config = { endpoint, region, credentials };
  return lazily<Clients>({
    acm: () => new (require("@aws-sdk/client-acm") as typeof acm).ACMClient(config),
    apis: () => new (require("@aws-sdk/client-apigatewayv2") as typeof apis).ApiGatewayV2Client(config),
    cloudtrail: () =>
      new (require("@aws-sdk/client-cloudtrail") as typeof cloudtrail).CloudTrailClient(config),
    cloudwatch: () =>
      new (require("@aws-sdk/client-cloudwatch") as typeof cloudwatch).CloudWatchClient(config),
    events: () =>
      new (require("@aws-sdk/client-eventbridge") as typeof eventBridge).EventBridgeClient(config),
    iam: () => new (require("@aws-sdk/client-iam") as typeof iam).IAMClient(config),
    dynamodb: () => new (require("@aws-sdk/client-dynamodb") as typeof dynamodb).DynamoDBClient(config),
    kms: () => new (require("@aws-sdk/client-kms") as typeof kms).KMSClient(config),
    lambda: () => new (require("@aws-sdk/client-lambda") as typeof lambda).LambdaClient(config),
    logs: () => new (require("@aws-sdk/client-cloudwatch-logs") as typeof logs).CloudWatchLogsClient(config),
    // A bucket's own host name does not exist here.
    s3: () => new (require("@aws-sdk/client-s3") as typeof s3).S3Client({ ...config, forcePathStyle: true }),
    scheduler: () => new (require("@aws-sdk/client-scheduler") as typeof scheduler).SchedulerClient(config),
    sesv2: () => new (require("@aws-sdk/client-sesv2") as typeof sesv2).SESv2Client(config),
    sns: () => new (require("@aws-sdk/client-sns") as typeof sns).SNSClient(config),
    sqs: () => new (require("@aws-sdk/client-sqs") as typeof sqs).SQSClient(config),
  });
}

function lazily<T extends object>(makers: { [K in keyof T]: () => T[K] }): T {
  const created: Partial<T> = {};
  const target = {} as T;
  for (const key of Object.keys(makers) as (keyof T)[]) {
    Object.defineProperty(target, key, { enumerable: true, get: () => (created[key] ??= makers[key]()) });
  }
  return target;
}
