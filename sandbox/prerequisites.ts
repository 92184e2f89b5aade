import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { ACCOUNT_ID, REGION } from "./shared/account";

/** What an organisation has before it deploys: the program only uses these. */

/** @returns its ARN */
export async function createKmsKey(endpoint: string): Promise<string> {
  const kms = new KMSClient(client(endpoint));
  try {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ Description: "The organisation's own key" }),
    );
    if (KeyMetadata?.Arn === undefined) throw new Error("KMS CreateKey returned no key.");
    return KeyMetadata.Arn;
  } finally {
    kms.destroy();
  }
}

/** A single table as ses-email-routing-modernization would have left it: without a stream. @returns its name */
export function createTable(endpoint: string): Promise<string> {
  return createTableAt(client(endpoint), "email-routing", 30);
}

/** The same, wherever the client's configuration leads. @param withinSeconds how long it may take to be there */
export async function createTableAt(
  config: Pick<DynamoDBClientConfig, "endpoint" | "region" | "credentials">,
  prefix: string,
  withinSeconds: number,
): Promise<string> {
  const TableName = `${prefix}-${randomUUID().slice(0, 8)}`;
  const dynamodb = new DynamoDBClient(config);
  try {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "PK", AttributeType: "S" },
          { AttributeName: "SK", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "PK", KeyType: "HASH" },
          { AttributeName: "SK", KeyType: "RANGE" },
        ],
      }),
    );
    await waitUntilTableExists({ client: dynamodb, maxWaitTime: withinSeconds }, { TableName });
    return TableName;
  } finally {
    dynamodb.destroy();
  }
}

function client(endpoint: string) {
  return {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT_ID, secretAccessKey: "organisation" },
  };
}
