import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type * as Kms from "@aws-sdk/client-kms";
import type * as Lambda from "@aws-sdk/client-lambda";
import type * as Ses from "@aws-sdk/client-sesv2";
import { explainAwsError } from "../shared/aws-errors";
import { clientConfig } from "../shared/aws-clients";
import { boundAnswers } from "../shared/bounded-answers";
import { CommandError } from "../shared/context";
import type { Answer, Choices, FoundAccount, FoundIdentity, FoundKey, FoundTable, Observed } from "./choices";

/**
 * Reads what the account has of what was chosen. Nothing is changed. A call that AWS refuses for lack of permission
 * is an answer too: whoever deploys may have other rights than whoever prepares it.
 *
 * @throws CommandError if AWS cannot be asked at all: no credentials, an expired session, no network
 */
export async function observe({ region, kmsKey, table, domains }: Choices): Promise<Observed> {
  const clients = createClients(region);
  try {
    const [key, foundTable, identities, account, concurrency] = await Promise.all([
      ask("NotFoundException", () => readKey(clients, kmsKey)),
      table === undefined ? undefined : ask("ResourceNotFoundException", () => readTable(clients, table)),
      Promise.all(
        domains.map(
          async domain =>
            [domain, await ask("NotFoundException", () => readIdentity(clients, domain))] as const,
        ),
      ),
      ask("NotFoundException", () => readAccount(clients)),
      ask("ResourceNotFoundException", () => readConcurrency(clients)),
    ]);
    return { key, table: foundTable, identities: new Map(identities), account, concurrency };
  } finally {
    for (const client of [clients.kms, clients.dynamodb, clients.ses, clients.lambda]) client.destroy();
  }
}

type Clients = ReturnType<typeof createClients>;

function createClients(region: string) {
  // The SDK's clients take a second to load, and no other command needs them all.
  const kms = require("@aws-sdk/client-kms") as typeof Kms;
  const dynamodb = require("@aws-sdk/client-dynamodb") as typeof DynamoDb;
  const ses = require("@aws-sdk/client-sesv2") as typeof Ses;
  const lambda = require("@aws-sdk/client-lambda") as typeof Lambda;
  const config = clientConfig(region);
  const clients = {
    kms: new kms.KMSClient(config),
    dynamodb: new dynamodb.DynamoDBClient(config),
    ses: new ses.SESv2Client(config),
    lambda: new lambda.LambdaClient(config),
  };
  for (const client of Object.values(clients)) boundAnswers(client);
  return { ...clients, sdk: { kms, dynamodb, ses, lambda } };
}

/** What AWS answers to a caller without the permission. */
const REFUSED = new Set(["AccessDeniedException", "AccessDenied"]);

async function ask<T>(notFound: string, read: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { found: await read() };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === notFound) return { missing: true };
    const explained = explainAwsError(error, {});
    if (explained === undefined) throw error;
    if (REFUSED.has(name)) return { unknown: explained };
    throw new CommandError(explained, { cause: error });
  }
}

async function readKey({ kms, sdk }: Clients, KeyId: string): Promise<FoundKey> {
  const { KeyMetadata } = await kms.send(new sdk.kms.DescribeKeyCommand({ KeyId }));
  return {
    arn: KeyMetadata?.Arn ?? "",
    state: KeyMetadata?.KeyState ?? "",
    usage: KeyMetadata?.KeyUsage ?? "",
    spec: KeyMetadata?.KeySpec ?? "",
    manager: KeyMetadata?.KeyManager ?? "",
  };
}

async function readTable({ dynamodb, sdk }: Clients, TableName: string): Promise<FoundTable> {
  const { Table } = await dynamodb.send(new sdk.dynamodb.DescribeTableCommand({ TableName }));
  const keyOf = (type: "HASH" | "RANGE") =>
    Table?.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const keys = [keyOf("HASH"), keyOf("RANGE")];
  const strings = (Table?.AttributeDefinitions ?? []).filter(({ AttributeType }) => AttributeType === "S");
  return {
    partitionKey: keys[0] ?? "",
    sortKey: keys[1],
    hasStringKeys: keys.every(key => strings.some(({ AttributeName }) => AttributeName === key)),
    hasStream: Table?.StreamSpecification?.StreamEnabled === true,
  };
}

async function readIdentity({ ses, sdk }: Clients, EmailIdentity: string): Promise<FoundIdentity> {
  const { VerifiedForSendingStatus, ConfigurationSetName } = await ses.send(
    new sdk.ses.GetEmailIdentityCommand({ EmailIdentity }),
  );
  return {
    isVerified: VerifiedForSendingStatus === true,
    configurationSet: ConfigurationSetName || undefined,
  };
}

async function readAccount({ ses, sdk }: Clients): Promise<FoundAccount> {
  const account = await ses.send(new sdk.ses.GetAccountCommand({}));
  const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = account.SendQuota ?? {};
  return {
    hasProductionAccess: account.ProductionAccessEnabled === true,
    enforcement: account.EnforcementStatus ?? "",
    isSendingEnabled: account.SendingEnabled === true,
    quota: { perDay: Max24HourSend, perSecond: MaxSendRate, sentToday: SentLast24Hours },
    plan: account.PricingAttributes?.CurrentPlan,
  };
}

async function readConcurrency({ lambda, sdk }: Clients): Promise<number> {
  const { AccountLimit } = await lambda.send(new sdk.lambda.GetAccountSettingsCommand({}));
  return AccountLimit?.ConcurrentExecutions ?? 0;
}
