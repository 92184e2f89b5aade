import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SESv2Client } from "@aws-sdk/client-sesv2";
import type { SQSClient } from "@aws-sdk/client-sqs";

/** The services that the dispatcher calls. */
export interface DispatcherClients {
  dynamodb: Pick<DynamoDBClient, "send">;
  iam: Pick<IAMClient, "send">;
  lambda: Pick<LambdaClient, "send">;
  scheduler: Pick<SchedulerClient, "send">;
  ses: Pick<SESv2Client, "send">;
  sqs: Pick<SQSClient, "send">;
}
