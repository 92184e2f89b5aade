import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type Item, projectionOf } from "./read-items";

/** The part of a partition to read; default: all of it. */
export interface QueryRange {
  /** About the sort key `#SK`. */
  condition: string;
  values: Record<string, AttributeValue>;
}

interface QueryOptions {
  range?: QueryRange | undefined;
  /** Those to read; default: all. */
  attributes?: readonly string[] | undefined;
  /** Items of a page; default: as many as DynamoDB reads at a time. */
  pageSize?: number | undefined;
}

/**
 * The items of a partition, page by page, in the order of their sort keys. Each page is read consistently, but they are
 * not a snapshot.
 *
 * @throws AWS's error
 */
export async function* queryPages(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  partition: string,
  { range, attributes, pageSize }: QueryOptions = {},
): AsyncGenerator<Item[]> {
  const { ExpressionAttributeNames, ...projection } = projectionOf(attributes);
  const request: QueryCommandInput = {
    TableName: table,
    KeyConditionExpression: range === undefined ? "#PK = :pk" : `#PK = :pk AND ${range.condition}`,
    ExpressionAttributeNames: { "#PK": "PK", ...(range && { "#SK": "SK" }), ...ExpressionAttributeNames },
    ExpressionAttributeValues: { ":pk": { S: partition }, ...range?.values },
    ...projection,
    ConsistentRead: true,
    ...(pageSize !== undefined && { Limit: pageSize }),
  };
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamodb.send(
      new QueryCommand({ ...request, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    yield page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

/** All items of a partition. @throws AWS's error */
export async function queryAll(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  partition: string,
  attributes?: readonly string[],
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages(dynamodb, table, partition, { attributes })) items.push(...page);
  return items;
}
