import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { credentialKey, leaseKey } from "../../records/keys";
import { LEASE_ATTRIBUTES, USER_ATTRIBUTES } from "../shared/judged-attributes";
import { readItems } from "../shared/read-items";
import { readSenderHistory } from "../shared/sender-history";
import type { KnownLogin } from "./judge";
import type { SentMail } from "./sent-mail";

/**
 * What the table knows about the login that sent a message, in one consistent call; and one more if the lease names another
 * IAM user, as after it was lost.
 *
 * @throws AWS's error; Error if DynamoDB left the item unprocessed
 */
export async function readLogin(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  { username, userName }: SentMail,
): Promise<KnownLogin> {
  const lease = await readOne(dynamodb, table, leaseKey(username), LEASE_ATTRIBUTES);
  const senders = readSenderHistory(lease);
  if (lease?.user_name?.S === userName) return { senders, isCurrentUser: true };
  const record = await readOne(dynamodb, table, credentialKey(username), USER_ATTRIBUTES);
  return { senders, isCurrentUser: record?.iam_user_name?.S === userName };
}

async function readOne(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  key: ReturnType<typeof leaseKey>,
  attributes: readonly string[],
) {
  const items = await readItems(dynamodb, table, [key], attributes);
  if (items.isUnprocessed(key)) throw new Error("DynamoDB left the read unprocessed.");
  return items.get(key);
}
