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

/** What one BatchGetItem takes. */
const MAX_KEYS = 100;

/**
 * Reads items consistently, up to 100 in one call. DynamoDB leaves keys unprocessed beyond 16 MB, and when it throttles:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html.
 *
 * @param attributes to read, PK and SK among them; default: all
 * @throws AWS's error
 */
export async function readItems(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  keys: readonly ItemKey[],
  attributes?: readonly string[],
): Promise<ReadItems> {
  const different = new Map(keys.map(key => [nameOf(key), keyAttributes(key)]));
  const all = [...different.values()];
  const calls = Array.from({ length: Math.ceil(all.length / MAX_KEYS) }, async (_, index) => {
    const Keys = all.slice(index * MAX_KEYS, (index + 1) * MAX_KEYS);
    const request = { Keys, ConsistentRead: true, ...projectionOf(attributes) };
    const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: request } }),
    );
    return { read: Responses[table] ?? [], left: UnprocessedKeys[table]?.Keys ?? [] };
  });
  const answers = await Promise.all(calls);
  const items = new Map(
    answers.flatMap(({ read }) => read.map(item => [nameOf(itemKey(item)), item] as const)),
  );
  const unprocessed = new Set(answers.flatMap(({ left }) => left.map(key => nameOf(itemKey(key)))));
  return { get: key => items.get(nameOf(key)), isUnprocessed: key => unprocessed.has(nameOf(key)) };
}

/**
 * The part of a read's request that names the attributes to read. Each has a placeholder, because some, as `status` and
 * `region`, are reserved words: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html.
 *
 * @param attributes undefined: all
 */
export function projectionOf(
  attributes: readonly string[] | undefined,
): Pick<KeysAndAttributes, "ProjectionExpression" | "ExpressionAttributeNames"> {
  if (attributes === undefined) return {};
  return {
    ProjectionExpression: attributes.map(name => `#${name}`).join(", "),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(name => [`#${name}`, name])),
  };
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
