import {
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { GetUserCommand, IAMClient, type IAMClientConfig, NoSuchEntityException } from "@aws-sdk/client-iam";
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
