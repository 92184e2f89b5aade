import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { ACCOUNT_ID, clientConfig } from "./shared/account";

/** Resources that exist before the program is deployed, which it only uses. */

/** Lets SES use a key, in the words of AWS's guide, https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html. */
const SES_STATEMENT = {
  Sid: "AllowSESToUseKMSKey",
  Effect: "Allow",
  Principal: { Service: "ses.amazonaws.com" },
  Action: ["kms:GenerateDataKey", "kms:Decrypt"],
  Resource: "*",
};

const ROOT_STATEMENT = {
  Sid: "Enable IAM User Permissions",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
  Action: "kms:*",
  Resource: "*",
};

/** Creates a KMS key. @param forSes whether its policy lets SES use it. @returns its ARN */
export async function createKmsKey(endpoint: string, forSes = false): Promise<string> {
  const kms = new KMSClient(clientConfig(endpoint));
  try {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Description: "The organization's own key",
        ...(forSes && {
          Policy: JSON.stringify({ Version: "2012-10-17", Statement: [ROOT_STATEMENT, SES_STATEMENT] }),
        }),
      }),
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
