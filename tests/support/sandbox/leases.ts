import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { pollUntil } from "../../../sandbox/shared/poll";

export function leaseKey(username: string) {
  return { PK: { S: "SMTP_LEASE" }, SK: { S: `USER#${username}` } };
}

/** Waits until nobody works on a username, and its last look has come: no wake-up will change anything. */
export async function settled(
  dynamodb: DynamoDBClient,
  TableName: string,
  username: string,
  maxWaitMs: number,
): Promise<void> {
  const read = new GetItemCommand({ TableName, Key: leaseKey(username), ConsistentRead: true });
  await pollUntil(`the end of all work on ${username}`, maxWaitMs, async () => {
    const { holder, look_again_at: look } = (await dynamodb.send(read)).Item ?? {};
    return holder === undefined && look === undefined
      ? { done: undefined }
      : { yet: JSON.stringify({ holder, look }) };
  });
}
