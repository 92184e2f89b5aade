import { type AttributeValue, ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { isDeepStrictEqual } from "node:util";
import { MAX_ITEM_BYTES, sizeOf } from "../../../handlers/reconciler/adapters/item-size";
import { serviceError } from "./errors";
import { ExpressionReader, type Item } from "./expression";

interface Request {
  TableName?: string;
  Key: Record<string, AttributeValue>;
  ConsistentRead?: boolean;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
  ReturnValues?: string;
}

/** One write: the key, as a stream of view type KEYS_ONLY reports it, and for checks the item before and after. */
export interface Write {
  key: { PK: string; SK: string };
  before: Item | undefined;
  after: Item | undefined;
}

/** One table with the keys PK and SK, and its stream. */
export class DynamoDbModel {
  private readonly items = new Map<string, Item>();
  /** Called after each change, in order. */
  onWrite: (write: Write) => void = () => undefined;

  constructor(private readonly table: string) {}

  call(operation: string, input: unknown): unknown {
    const request = input as Request;
    if (request.TableName !== this.table) throw serviceError("ResourceNotFoundException", "No such table.");
    const key = { PK: request.Key.PK?.S ?? "", SK: request.Key.SK?.S ?? "" };
    const item = this.get(key.PK, key.SK);
    if (operation === "GetItem") {
      if (!request.ConsistentRead) throw new Error("The model reads consistently only.");
      return item ? { Item: item } : {};
    }
    const names = request.ExpressionAttributeNames ?? {};
    const values = request.ExpressionAttributeValues ?? {};
    for (const [what, map] of [
      ["Names", request.ExpressionAttributeNames],
      ["Values", request.ExpressionAttributeValues],
    ] as const) {
      if (map && Object.keys(map).length === 0) {
        throw serviceError("ValidationException", `ExpressionAttribute${what} must not be empty`);
      }
    }
    const reader = new ExpressionReader({ names, values });
    const holds = !request.ConditionExpression || reader.holds(request.ConditionExpression, item);
    const after =
      operation === "DeleteItem"
        ? undefined
        : reader.update(request.UpdateExpression ?? "", item ?? request.Key);
    reader.finish();
    if (!holds) {
      throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
    }
    if (after && sizeOf(after) > MAX_ITEM_BYTES) {
      throw serviceError("ValidationException", "Item size to update has exceeded the maximum allowed size");
    }
    this.write(key, after);
    if (request.ReturnValues === "ALL_NEW") return { Attributes: after };
    return request.ReturnValues === "ALL_OLD" && item ? { Attributes: item } : {};
  }

  get(PK: string, SK: string): Item | undefined {
    return this.items.get(`${PK}\n${SK}`);
  }

  put(item: Item): void {
    this.write({ PK: item.PK?.S ?? "", SK: item.SK?.S ?? "" }, item);
  }

  delete(PK: string, SK: string): void {
    this.write({ PK, SK }, undefined);
  }

  all(): Item[] {
    return [...this.items.values()];
  }

  private write(key: Write["key"], after: Item | undefined): void {
    const before = this.get(key.PK, key.SK);
    if (after) this.items.set(`${key.PK}\n${key.SK}`, after);
    else this.items.delete(`${key.PK}\n${key.SK}`);
    // A write that changes nothing creates no stream record.
    if (!isDeepStrictEqual(before, after)) this.onWrite({ key, before, after });
  }
}
