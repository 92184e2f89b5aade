import { DecryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { FOREIGN_SECRET_ATTRIBUTE, unmanagedLogin } from "../../records/unmanaged";
import { CREDENTIAL_PK, credentialKey, type ItemKey, usernameOf } from "../../records/keys";
import { keyAttributes } from "../../handlers/shared/read-items";
import { CommandError } from "../shared/context";

type Record_ = Readonly<Record<string, unknown>>;

/** A record that another system wrote, in either of the two layouts that it uses. */
export interface OtherRecord {
  key: ItemKey;
  username: string;
  attributes: Record_;
}

const OTHER_PK_PREFIX = `${CREDENTIAL_PK}#`;
const OTHER_SK = "CREDENTIALS#v1";

/** The key of its second layout: a partition for each username. */
function otherKey(username: string): ItemKey {
  return { PK: `${OTHER_PK_PREFIX}${username}`, SK: OTHER_SK };
}

/** The records of a username, in both layouts. @throws AWS's error */
export async function readRecords(
  dynamodb: Pick<DynamoDBClient, "send">,
  TableName: string,
  username: string,
): Promise<{ record: Record_ | undefined; other: OtherRecord | undefined }> {
  const read = async (key: ItemKey) => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: keyAttributes(key), ConsistentRead: true }),
    );
    return Item && unmarshall(Item, { wrapNumbers: Number });
  };
  const [record, second] = await Promise.all([read(credentialKey(username)), read(otherKey(username))]);
  const found = [
    { key: credentialKey(username), attributes: record },
    { key: otherKey(username), attributes: second },
  ].find(({ attributes }) => attributes?.[FOREIGN_SECRET_ATTRIBUTE] !== undefined);
  return {
    record,
    other: found?.attributes && { key: found.key, username, attributes: found.attributes },
  };
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
  const attributes = unmarshall(item, { wrapNumbers: Number });
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
