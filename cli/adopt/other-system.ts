import { DecryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { type AttributeValue, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { FOREIGN_SECRET_ATTRIBUTE, unmanagedLogin } from "../../records/unmanaged";
import { type Hold, readHold } from "../../records/hold";
import { CREDENTIAL_PK, credentialKey, holdKey, type ItemKey, usernameOf } from "../../records/keys";
import { itemValues } from "../../handlers/shared/item-values";
import { readItems } from "../../handlers/shared/read-items";
import { CommandError } from "../shared/context";

/** An item as JavaScript values. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A record that another system wrote, in either of the two layouts that it uses. */
export interface OtherRecord {
  key: ItemKey;
  username: string;
  attributes: Attributes;
}

const OTHER_PK_PREFIX = `${CREDENTIAL_PK}#`;
const OTHER_SK = "CREDENTIALS#v1";

/** The key of its second layout: a partition for each username. */
function otherKey(username: string): ItemKey {
  return { PK: `${OTHER_PK_PREFIX}${username}`, SK: OTHER_SK };
}

/** What the table holds about one username. */
export interface UsernameItems {
  /** The record, whoever wrote it. */
  record: Attributes | undefined;
  hold: Hold | undefined;
  /** The other system's records of it, in either layout; the record may be one of them. */
  foreign: OtherRecord[];
}

/** @throws AWS's error */
export async function readUsername(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  username: string,
): Promise<UsernameItems> {
  const keys = [credentialKey(username), otherKey(username), holdKey(username)] as const;
  const items = await readItems(dynamodb, table, keys);
  if (keys.some(key => items.isUnprocessed(key)))
    throw new CommandError(
      `Table ${JSON.stringify(table)}: DynamoDB throttles reads: run the command again.`,
    );
  const [record, second, hold] = keys.map(key => {
    const item = items.get(key);
    return item && itemValues(item);
  });
  const foreign = [
    { key: keys[0], username, attributes: record },
    { key: keys[1], username, attributes: second },
  ].filter((found): found is OtherRecord => found.attributes?.[FOREIGN_SECRET_ATTRIBUTE] !== undefined);
  return { record, hold: readHold(hold), foreign };
}

/**
 * Every login in the table that another system made. Its second layout has a partition for each username, so this reads the
 * whole table once.
 */
export async function listOtherRecords(dynamodb: DynamoDBClient, TableName: string): Promise<OtherRecord[]> {
  const found: OtherRecord[] = [];
  const pages = paginateScan(
    { client: dynamodb },
    {
      TableName,
      FilterExpression:
        "(PK = :ours OR (begins_with(PK, :prefix) AND SK = :second)) AND attribute_exists(#secret)",
      ExpressionAttributeNames: { "#secret": FOREIGN_SECRET_ATTRIBUTE },
      ExpressionAttributeValues: {
        ":ours": { S: CREDENTIAL_PK },
        ":prefix": { S: OTHER_PK_PREFIX },
        ":second": { S: OTHER_SK },
      },
    },
  );
  for await (const { Items = [] } of pages) found.push(...Items.flatMap(toOther));
  return found;
}

function toOther(item: Record<string, AttributeValue>): OtherRecord[] {
  const [PK = "", SK = ""] = [item.PK?.S, item.SK?.S];
  const username = PK === CREDENTIAL_PK ? usernameOf(SK) : PK.slice(OTHER_PK_PREFIX.length);
  const attributes = itemValues(item);
  if (username === undefined || unmanagedLogin(attributes) === undefined) return [];
  return [{ key: { PK, SK }, username, attributes }];
}

/** A login as the other system keeps it. */
export interface OtherSecret {
  accessKeyId: string;
  password: string;
}

/** The system encrypts without a context: whoever may use its key can read every password. */
export async function decryptOther(
  kms: Pick<KMSClient, "send">,
  { username, attributes }: OtherRecord,
): Promise<OtherSecret> {
  const invalid = (problem: string) =>
    new CommandError(
      `Record ${JSON.stringify(username)}: encrypted_credentials ${problem}: pipe the password in with --password-stdin, or use --without-password.`,
    );
  const ciphertext = attributes[FOREIGN_SECRET_ATTRIBUTE];
  if (typeof ciphertext !== "string") throw invalid("is not a string");
  const { Plaintext } = await kms.send(
    new DecryptCommand({ CiphertextBlob: Buffer.from(ciphertext, "base64") }),
  );
  try {
    const secret = JSON.parse(Buffer.from(Plaintext ?? []).toString()) as Record<string, unknown>;
    const password = secret.smtp_password;
    const accessKeyId = Object.values(secret).find(
      value => typeof value === "string" && /^A[A-Z0-9]{15,127}$/.test(value),
    );
    if (typeof password === "string" && typeof accessKeyId === "string") return { accessKeyId, password };
  } catch {
    // the message below says what is expected; the text itself may hold a password
  }
  throw invalid("does not hold an access key ID and smtp_password");
}
