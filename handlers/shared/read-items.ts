import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  type KeysAndAttributes,
} from "@aws-sdk/client-dynamodb";
import type { ItemKey } from "../../records/keys";

export type Item = Record<string, AttributeValue>;

/** The items of one read. */
export interface ReadItems {
  /** Undefined if it does not exist, or was left unprocessed. */
  get(key: ItemKey): Item | undefined;
  isUnprocessed(key: ItemKey): boolean;
}

/**
 * Reads items in one consistent call. DynamoDB leaves keys unprocessed beyond 16 MB, and when it throttles:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html.
 *
 * @param keys at most 100 different ones
 * @param projection attributes to read, PK and SK among them; default: all
 * @throws AWS's error
 */
export async function readItems(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  keys: readonly ItemKey[],
  projection: Pick<KeysAndAttributes, "ProjectionExpression" | "ExpressionAttributeNames"> = {},
): Promise<ReadItems> {
  const different = new Map(keys.map(key => [nameOf(key), keyAttributes(key)]));
  const request = { Keys: [...different.values()], ConsistentRead: true, ...projection };
  const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(
    new BatchGetItemCommand({ RequestItems: { [table]: request } }),
  );
  const items = new Map((Responses[table] ?? []).map(item => [nameOf(itemKey(item)), item]));
  const unprocessed = new Set((UnprocessedKeys[table]?.Keys ?? []).map(key => nameOf(itemKey(key))));
  return { get: key => items.get(nameOf(key)), isUnprocessed: key => unprocessed.has(nameOf(key)) };
}

/** A key as DynamoDB's calls take it. */
export function keyAttributes({ PK, SK }: ItemKey): Item {
  return { PK: { S: PK }, SK: { S: SK } };
}

/** The key of an item, or of itself as DynamoDB's calls have it. */
export function itemKey({ PK, SK }: Item): ItemKey {
  return { PK: PK?.S ?? "", SK: SK?.S ?? "" };
}

function nameOf({ PK, SK }: ItemKey): string {
  return `${PK}\n${SK}`;
}
