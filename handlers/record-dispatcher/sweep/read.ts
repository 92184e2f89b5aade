import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { usernameOf } from "../../../records/keys";
import { usersBelow } from "../../reconciler/adapters/users-below";
import { isUserNameOf, stackPath } from "../../shared/iam-names";
import { queryAll } from "../../shared/query-items";
import { type Item, itemKey } from "../../shared/read-items";
import type { ListedUser } from "./find";

/**
 * All items of one partition, by username.
 *
 * @throws AWS's error
 */
export async function readPartition(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  partition: string,
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for (const item of await queryAll(dynamodb, table, partition)) {
    const username = usernameOf(itemKey(item).SK);
    if (username !== undefined) items.set(username, item);
  }
  return items;
}

/** All users below the stack's path. @throws AWS's error */
export async function listUsers(iam: Pick<IAMClient, "send">, stack: string): Promise<ListedUser[]> {
  const stackPrefix = stackPath(stack);
  return (await usersBelow(iam, stackPrefix)).map(({ Path = "", UserName: name = "", CreateDate }) => {
    const username = Path.slice(stackPrefix.length, -1);
    const ours = isUserNameOf(name, username);
    return { username, name, ours, createdAt: CreateDate?.getTime() ?? 0 };
  });
}

/** The approximate number of messages in a queue. @throws AWS's error */
export async function countMessages(sqs: Pick<SQSClient, "send">, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  return Number(Attributes.ApproximateNumberOfMessages ?? 0);
}
