import { CloudWatchClient, GetDashboardCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeQueryDefinitionsCommand,
  FilterLogEventsCommand,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateGrantCommand, DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { signedHeaders } from "../../../sandbox/shared/sigv4";
import { API_ROUTES } from "../../../handlers/shared/api-routes";
import { callApi } from "../../../sandbox/testkit/signed-api";

/** A login to try the calls on. None of them changes it. */
export interface Subject {
  report: SandboxReport;
  ciphertext: Uint8Array;
  encryptionContext: Record<string, string>;
  iamUserName: string;
  accessKeyId: string;
  /** By the names in the program. */
  functions: Readonly<Record<string, string>>;
}

/** Whether a caller with this session token may make the call. */
type MayCall = (subject: Subject, sessionToken: string) => Promise<boolean>;

/** Every row of the guide's table, by its first cell without backticks. */
export function humanCalls(): ReadonlyMap<string, MayCall> {
  return new Map<string, MayCall>([...routeCalls(), ...Object.entries(DIRECT_CALLS)]);
}

/** On a username without a credential: a caller who may call gets another refusal than 403. */
function routeCalls(): [string, MayCall][] {
  return Object.values(API_ROUTES).map(routeKey => [
    routeKey,
    async ({ report }, sessionToken) => {
      const [method = "", path = ""] = routeKey.split(" ");
      const { status } = await callApi(report, {
        ...{
          method,
          sessionToken,
          path: path.replace("{username}", "human.nobody").replace("{email}", "human.nobody@example.com"),
        },
        ...(method === "PUT" ? { body: {} } : {}),
      });
      return status !== 403;
    },
  ]);
}

const LOGS = "/aws/lambda/ses-smtp-sandbox-smtp-api";
const MANAGER_LOGS = "/aws/lambda/ses-smtp-sandbox-smtp-credential-manager";
const ACCESS_LOG = "/aws/vendedlogs/ses-smtp-sandbox-smtp-api";
const Key = { PK: { S: "SMTP_USER" }, SK: { S: "USER#human.nobody" } };
const never = { ConditionExpression: "attribute_exists(no_such_attribute)" };

const DIRECT_CALLS: Readonly<Record<string, MayCall>> = {
  "kms:Decrypt of a password, with its context": kms(
    ({ ciphertext, encryptionContext }) =>
      new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: encryptionContext }),
  ),
  "kms:Decrypt of a password, with another purpose": kms(
    ({ ciphertext, encryptionContext }) =>
      new DecryptCommand({
        CiphertextBlob: ciphertext,
        EncryptionContext: { ...encryptionContext, purpose: "email-config" },
      }),
  ),
  "kms:CreateGrant on the key": kms(
    ({ report }) =>
      new CreateGrantCommand({
        KeyId: report.kmsKeyArn,
        GranteePrincipal: "arn:aws:iam::000000000000:role/nobody",
        Operations: ["DescribeKey"],
      }),
  ),
  "dynamodb:GetItem on the table": table(TableName => new GetItemCommand({ TableName, Key })),
  "dynamodb:Query on the table": table(
    TableName =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "PK = :pk",
        ExpressionAttributeValues: { ":pk": { S: "SMTP_USER" } },
      }),
  ),
  "dynamodb:Scan on the table": table(TableName => new ScanCommand({ TableName, Limit: 1 })),
  "dynamodb:PartiQLSelect on the table": table(
    TableName => new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}" WHERE PK = 'none'` }),
  ),
  "dynamodb:PutItem on the table": table(TableName => new PutItemCommand({ TableName, Item: Key, ...never })),
  "dynamodb:UpdateItem on the table": table(
    TableName =>
      new UpdateItemCommand({ TableName, Key, ...never, UpdateExpression: "REMOVE no_such_attribute" }),
  ),
  "dynamodb:DeleteItem on the table": table(TableName => new DeleteItemCommand({ TableName, Key, ...never })),
  "iam:GetUser of a login": iam(({ iamUserName }) => new GetUserCommand({ UserName: iamUserName })),
  "iam:UpdateAccessKey of a login": iam(
    ({ iamUserName }) =>
      new UpdateAccessKeyCommand({
        UserName: iamUserName,
        AccessKeyId: "AKIANOSUCHKEYATALL00",
        Status: "Inactive",
      }),
  ),
  "iam:GetAccessKeyLastUsed of a login": iam(
    ({ accessKeyId }) => new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }),
  ),
  "lambda:InvokeFunction of smtp-credential-manager": lambda(
    "smtp-credential-manager",
    FunctionName => new InvokeCommand({ FunctionName, InvocationType: "DryRun" }),
  ),
  "lambda:UpdateFunctionConfiguration of smtp-api": lambda(
    "smtp-api",
    FunctionName => new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 29 }), // as it is
  ),
  "logs:FilterLogEvents of the API's log": logs(
    () => new FilterLogEventsCommand({ logGroupName: LOGS, limit: 1 }),
  ),
  "logs:FilterLogEvents of smtp-credential-manager's log": logs(
    () => new FilterLogEventsCommand({ logGroupName: MANAGER_LOGS, limit: 1 }),
  ),
  "logs:FilterLogEvents of the access log": logs(
    () => new FilterLogEventsCommand({ logGroupName: ACCESS_LOG, limit: 1 }),
  ),
  "logs:StartQuery of the access log": logs(
    () =>
      new StartQueryCommand({
        logGroupName: ACCESS_LOG,
        startTime: 0,
        endTime: 1,
        queryString: "fields @message",
      }),
  ),
  "logs:DescribeQueryDefinitions": logs(() => new DescribeQueryDefinitionsCommand({})),
  "cloudwatch:GetDashboard of the stack": cloudwatch(({ report }) => {
    const DashboardName = String(report.outputs.dashboardUrl).replace(/^.*\//, "");
    return new GetDashboardCommand({ DashboardName });
  }),
  "cloudwatch:GetMetricData": cloudwatch(
    () =>
      new GetMetricDataCommand({ MetricDataQueries: [], StartTime: new Date(0), EndTime: new Date(60_000) }),
  ),
  "cloudtrail:LookupEvents": async ({ report }, sessionToken) => {
    const { emulator, region, accessKeyId, secretAccessKey } = report;
    const request = {
      method: "POST",
      url: "/",
      headers: {
        host: new URL(emulator).host,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
        "x-amz-security-token": sessionToken,
      },
      body: "{}",
    };
    const scope = { accessKeyId, secretAccessKey, region, service: "cloudtrail" };
    const { method, body } = request;
    const response = await fetch(emulator, { method, body, headers: signedHeaders(request, scope) });
    return !/AccessDenied/.test(await response.text());
  },
};

interface AnyClient {
  send(command: never): Promise<unknown>;
  destroy(): void;
}

/** Makes a call as the role; anything but a refusal is permission. */
async function may(client: AnyClient, command: object): Promise<boolean> {
  try {
    await client.send(command as never);
    return true;
  } catch (error) {
    return !/^(AccessDenied|AccessDeniedException)$/.test((error as Error).name);
  } finally {
    client.destroy();
  }
}

function configOf({ report }: Subject, sessionToken: string) {
  const config = clientConfig(report.emulator);
  return { ...config, maxAttempts: 1, credentials: { ...config.credentials, sessionToken } };
}

function cloudwatch(command: (subject: Subject) => object): MayCall {
  return (subject, token) => may(new CloudWatchClient(configOf(subject, token)), command(subject));
}

function kms(command: (subject: Subject) => object): MayCall {
  return (subject, token) => may(new KMSClient(configOf(subject, token)), command(subject));
}

function table(command: (tableName: string) => object): MayCall {
  return (subject, token) =>
    may(new DynamoDBClient(configOf(subject, token)), command(subject.report.tableName));
}

function iam(command: (subject: Subject) => object): MayCall {
  return (subject, token) => may(new IAMClient(configOf(subject, token)), command(subject));
}

function lambda(name: string, command: (functionName: string) => object): MayCall {
  return (subject, token) =>
    may(new LambdaClient(configOf(subject, token)), command(subject.functions[name] ?? ""));
}

function logs(command: () => object): MayCall {
  return (subject, token) => may(new CloudWatchLogsClient(configOf(subject, token)), command());
}
