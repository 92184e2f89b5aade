import {
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceNotFoundException,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { GetUserCommand, IAMClient, type IAMClientConfig, NoSuchEntityException } from "@aws-sdk/client-iam";
import { pollUntil } from "../../../sandbox/shared/poll";
import { DescribeKeyCommand, KMSClient, type KMSClientConfig } from "@aws-sdk/client-kms";

/** Whether resources exist: those that outlive a stack, and those that must be gone with it. */
export async function tableExists(config: DynamoDBClientConfig, TableName: string): Promise<boolean> {
  const client = new DynamoDBClient(config);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus === "ACTIVE";
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  } finally {
    client.destroy();
  }
}

/** How long a table may take to change. */
const MAX_UPDATE_MS = 60_000;

/** Enables or disables a table's stream, as somebody else may do. A stream that is enabled again has another ARN. */
export async function switchStream(
  config: DynamoDBClientConfig,
  TableName: string,
  on: boolean,
): Promise<void> {
  const client = new DynamoDBClient(config);
  try {
    await client.send(
      new UpdateTableCommand({
        TableName,
        StreamSpecification: on
          ? { StreamEnabled: true, StreamViewType: "KEYS_ONLY" }
          : { StreamEnabled: false },
      }),
    );
    await pollUntil(`the update of ${TableName}`, MAX_UPDATE_MS, async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return Table?.TableStatus === "ACTIVE"
        ? { done: undefined }
        : { yet: Table?.TableStatus ?? "no status" };
    });
  } finally {
    client.destroy();
  }
}

export async function restartStream(config: DynamoDBClientConfig, table: string): Promise<void> {
  await switchStream(config, table, false);
  await switchStream(config, table, true);
}

export async function keyIsEnabled(config: KMSClientConfig, KeyId: string): Promise<boolean> {
  const client = new KMSClient(config);
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.Enabled === true;
  } finally {
    client.destroy();
  }
}

export async function userExists(config: IAMClientConfig, UserName: string): Promise<boolean> {
  const client = new IAMClient(config);
  try {
    await client.send(new GetUserCommand({ UserName }));
    return true;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return false;
    throw error;
  } finally {
    client.destroy();
  }
}
