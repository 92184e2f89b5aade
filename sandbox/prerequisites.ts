import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { clientConfig } from "./shared/account";

/** Resources that exist before the program is deployed, which it only uses. */

/** Creates a KMS key. @returns its ARN */
export async function createKmsKey(endpoint: string): Promise<string> {
  const kms = new KMSClient(clientConfig(endpoint));
  try {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ Description: "The organization's own key" }),
    );
    if (KeyMetadata?.Arn === undefined) throw new Error("KMS CreateKey returned no key.");
    return KeyMetadata.Arn;
  } finally {
    kms.destroy();
  }
}

/** Creates a table like that of ses-email-routing-modernization: without a stream. @returns its name */
export function createTable(endpoint: string): Promise<string> {
  return createTableAt(clientConfig(endpoint), "email-routing", 30);
}

/** Like createTable, for any client configuration. @param withinSeconds how long the creation may take */
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
