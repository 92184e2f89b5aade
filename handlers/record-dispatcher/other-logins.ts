import { createHash } from "node:crypto";
import { DeleteItemCommand, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { OTHER_LAYOUT_INDEX_PK, otherLayoutKey } from "../../records/other-layout";
import { FOREIGN_SECRET_ATTRIBUTE, unmanagedLogin } from "../../records/unmanaged";
import { inParallel } from "../shared/in-parallel";
import { itemValues } from "../shared/item-values";
import { queryAll } from "../shared/query-items";
import { keyAttributes, readItems } from "../shared/read-items";

interface Table {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
}

/** A login that another system keeps in its second layout. */
export interface OtherLogin {
  username: string;
  /** Its IAM user, as far as its record names it. */
  user: string | undefined;
}

const CONCURRENT = 8;

/** What says whose login it is; the encrypted one only by its presence. */
const ATTRIBUTES = ["PK", "SK", "iam_user_arn", "smtp_username", FOREIGN_SECRET_ATTRIBUTE];

/** Notes that records in the second layout exist, or did. @throws AWS's error */
export async function noteOtherLogins(
  { dynamodb, table }: Table,
  usernames: readonly string[],
): Promise<void> {
  await inParallel(usernames, CONCURRENT, username =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: indexKey(username),
        UpdateExpression: "SET username = :username",
        ExpressionAttributeValues: { ":username": { S: username } },
      }),
    ),
  );
}

/**
 * The logins in the second layout: those that were noted and still exist. One that was adopted has no secret anymore.
 *
 * @throws AWS's error
 */
export async function readOtherLogins({ dynamodb, table }: Table): Promise<OtherLogin[]> {
  const noted = await queryAll(dynamodb, table, OTHER_LAYOUT_INDEX_PK, ["PK", "SK", "username"]);
  const usernames = [...new Set(noted.flatMap(({ username }) => username?.S ?? []))].filter(isPossible);
  const items = await readItems(dynamodb, table, usernames.map(otherLayoutKey), ATTRIBUTES);
  const found: OtherLogin[] = [];
  await inParallel(usernames, CONCURRENT, async username => {
    const key = otherLayoutKey(username);
    if (items.isUnprocessed(key)) return; // the next sweep reports it
    const item = items.get(key);
    const login = item && unmanagedLogin(itemValues(item));
    if (login !== undefined) found.push({ username, user: login.user });
    else if (item === undefined)
      await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: indexKey(username) }));
  });
  return found.sort((one, other) => (one.username < other.username ? -1 : 1));
}

/** By a hash: a sort key has half the room of a partition key. */
function indexKey(username: string) {
  const SK = createHash("sha256").update(username).digest("hex");
  return keyAttributes({ PK: OTHER_LAYOUT_INDEX_PK, SK });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_PARTITION_KEY_BYTES = 2_048;

function isPossible(username: string): boolean {
  return Buffer.byteLength(otherLayoutKey(username).PK) <= MAX_PARTITION_KEY_BYTES;
}
