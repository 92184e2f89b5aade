import { setTimeout as pause } from "node:timers/promises";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ItemKey } from "../../records/keys";
import { inParallel } from "../shared/in-parallel";
import { itemValues } from "../shared/item-values";
import { queryPages, type QueryRange } from "../shared/query-items";
import { keyAttributes } from "../shared/read-items";

/** An item as JavaScript values. */
export type Values = Readonly<Record<string, unknown>>;

type Where = { prefix: string } | { from: string; to?: string };

/** A change of one item, which is created if it does not exist. Undefined values are left out. */
export interface Change {
  key: ItemKey;
  set?: Values;
  /** Written only where the item has no such attribute. */
  setOnce?: Values;
  add?: Readonly<Record<string, number>>;
  /** Attributes that must have these values; undefined: must not exist. */
  onlyIf?: Values;
}

/** What BatchWriteItem takes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html. */
const MAX_BATCH = 25;
const MAX_ROUNDS = 6;
const FIRST_PAUSE_MS = 50;

const CONCURRENT = 8;

/** The part of the table that is about events. Every call throws AWS's error if it may have had no effect. */
export class EventTable {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    readonly name: string,
  ) {}

  async get(key: ItemKey): Promise<Values | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({ TableName: this.name, Key: keyAttributes(key), ConsistentRead: true }),
    );
    return Item && itemValues(Item);
  }

  /**
   * The items of a partition, page by page, in the order of their sort keys.
   *
   * @param where a prefix of the sort keys, or the first and the last of them; default: all
   * @param attributes to read; default: all
   * @param pageSize items of a page; default: as many as DynamoDB reads at a time
   */
  async *query(
    partition: string,
    where?: Where,
    attributes?: readonly string[],
    pageSize?: number,
  ): AsyncGenerator<Values[]> {
    const request = { range: rangeOf(where), attributes, pageSize };
    for await (const page of queryPages(this.dynamodb, this.name, partition, request))
      yield page.map(item => itemValues(item));
  }

  /** @returns the item after the change; undefined if `onlyIf` does not hold */
  async update(change: Change): Promise<Values | undefined> {
    try {
      const { Attributes = {} } = await this.dynamodb.send(
        new UpdateItemCommand({ ...updateOf(this.name, change), ReturnValues: "ALL_NEW" }),
      );
      return itemValues(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** Makes all changes or none. @returns false if a condition does not hold, or somebody else writes one of the items */
  async updateAll(changes: readonly Change[]): Promise<boolean> {
    try {
      const TransactItems = changes.map(change => ({ Update: updateOf(this.name, change) }));
      await this.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException && error.CancellationReasons?.some(isOvertaken))
        return false;
      throw error;
    }
  }

  /** Deletes an item if it still has these values. @returns the item that was deleted */
  async delete(key: ItemKey, expected: Values = {}): Promise<Values | undefined> {
    const request = new Expression();
    const condition = request.equalities(expected);
    try {
      const { Attributes } = await this.dynamodb.send(
        new DeleteItemCommand({
          TableName: this.name,
          Key: keyAttributes(key),
          ...(condition !== "" && { ConditionExpression: condition, ...request.placeholders() }),
          ReturnValues: "ALL_OLD",
        }),
      );
      return Attributes && itemValues(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** Puts items in any order, replacing what exists; of several with one key, the last wins. */
  async putAll(items: readonly (ItemKey & Values)[]): Promise<void> {
    const different = new Map(items.map(item => [`${item.PK}\n${item.SK}`, item]));
    await this.writeAll([...different.values()].map(item => ({ PutRequest: { Item: marshall(item) } })));
  }

  async deleteAll(keys: readonly ItemKey[]): Promise<void> {
    // DynamoDB rejects a batch that names a key twice.
    const different = new Map(keys.map(key => [`${key.PK}\n${key.SK}`, keyAttributes(key)])).values();
    await this.writeAll([...different].map(Key => ({ DeleteRequest: { Key } })));
  }

  private async writeAll(requests: readonly WriteRequest[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(requests.length / MAX_BATCH) }, (_, index) =>
      requests.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
    );
    await inParallel(batches, CONCURRENT, batch => this.writeBatch(batch));
  }

  /** DynamoDB may leave requests unprocessed when it throttles: it asks for pauses that grow. */
  private async writeBatch(requests: WriteRequest[]): Promise<void> {
    let left = requests;
    for (let round = 0; left.length > 0; round++) {
      if (round === MAX_ROUNDS)
        throw new Error(`${this.name}: DynamoDB left ${left.length} writes unprocessed`);
      if (round > 0) await pause(Math.random() * FIRST_PAUSE_MS * 2 ** round);
      const { UnprocessedItems = {} } = await this.dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [this.name]: left } }),
      );
      left = UnprocessedItems[this.name] ?? [];
    }
  }
}

function rangeOf(where: Where | undefined): QueryRange | undefined {
  if (where === undefined) return undefined;
  if ("prefix" in where)
    return { condition: "begins_with(#SK, :sk)", values: { ":sk": { S: where.prefix } } };
  const { from, to } = where;
  if (to === undefined) return { condition: "#SK >= :sk", values: { ":sk": { S: from } } };
  return { condition: "#SK BETWEEN :sk AND :to", values: { ":sk": { S: from }, ":to": { S: to } } };
}

function updateOf(table: string, { key, set = {}, setOnce = {}, add = {}, onlyIf }: Change) {
  const request = new Expression();
  const sets = [
    ...request.assignments(set),
    ...request.each(setOnce, (name, value) => `${name} = if_not_exists(${name}, ${value})`),
  ];
  const adds = request.each(add, (name, value) => `${name} ${value}`);
  const condition = onlyIf === undefined ? "" : request.equalities(onlyIf);
  return {
    TableName: table,
    Key: keyAttributes(key),
    UpdateExpression: [
      sets.length > 0 ? `SET ${sets.join(", ")}` : "",
      adds.length > 0 ? `ADD ${adds.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join(" "),
    ...(condition !== "" && { ConditionExpression: condition }),
    ...request.placeholders(),
  };
}

/** Collects placeholders: some attributes have the names of reserved words. */
class Expression {
  private readonly names: Record<string, string> = {};
  private readonly values: Record<string, AttributeValue> = {};

  assignments(values: Values): string[] {
    return this.each(values, (name, value) => `${name} = ${value}`);
  }

  each(values: Values, write: (name: string, value: string) => string): string[] {
    return Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => write(this.name(name), this.value(value)));
  }

  equalities(values: Values): string {
    return Object.entries(values)
      .map(([name, value]) =>
        value === undefined
          ? `attribute_not_exists(${this.name(name)})`
          : `${this.name(name)} = ${this.value(value)}`,
      )
      .join(" AND ");
  }

  placeholders() {
    return {
      ExpressionAttributeNames: this.names,
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
    };
  }

  private name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  private value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = marshall({ value }).value!;
    return placeholder;
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
function isOvertaken({ Code }: { Code?: string | undefined }): boolean {
  return Code === "ConditionalCheckFailed" || Code === "TransactionConflict";
}
