import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { isDeepStrictEqual } from "node:util";
import { MAX_ITEM_BYTES, sizeOf } from "../../../handlers/reconciler/adapters/item-size";
import { serviceError } from "./errors";
import { ExpressionReader, type Item } from "./expression";
import { checkKey } from "./key-limits";
import { projected } from "./projection";

interface Request {
  TableName?: string;
  Key?: Record<string, AttributeValue>;
  ConsistentRead?: boolean;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
  ProjectionExpression?: string;
  KeyConditionExpression?: string;
  Limit?: number;
  TransactItems?: readonly { Update?: Request; Delete?: Request; ConditionCheck?: Request }[];
  ExclusiveStartKey?: Record<string, AttributeValue>;
}

interface BatchWriteRequest {
  RequestItems: Record<
    string,
    { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Record<string, AttributeValue> } }[]
  >;
}

interface BatchRequest {
  RequestItems: Record<
    string,
    Pick<Request, "ConsistentRead" | "ProjectionExpression" | "ExpressionAttributeNames"> & {
      Keys?: Record<string, AttributeValue>[];
    }
  >;
}

/** One write: the key, as a stream of view type KEYS_ONLY reports it, and for checks the item before and after. */
export interface Write {
  key: { PK: string; SK: string };
  before: Item | undefined;
  after: Item | undefined;
}

/** One table with the keys PK and SK, and its stream. */
export class DynamoDbModel {
  private readonly partitions = new Map<string, Map<string, Item>>();
  /** Called after each change, in order. */
  onWrite: (write: Write) => void = () => undefined;

  constructor(private readonly table: string) {}

  call(operation: string, input: unknown): unknown {
    if (operation === "BatchGetItem") return this.batchGet(input as BatchRequest);
    if (operation === "BatchWriteItem") return this.batchWrite(input as BatchWriteRequest);
    const request = input as Request;
    if (operation === "TransactWriteItems") return this.transact(request);
    if (request.TableName !== this.table) throw serviceError("ResourceNotFoundException", "No such table.");
    if (operation === "Query") return this.query(request);
    if (operation === "Scan") return this.scan(request);
    const key = { PK: request.Key?.PK?.S ?? "", SK: request.Key?.SK?.S ?? "" };
    checkKey(key);
    const item = this.get(key.PK, key.SK);
    if (operation === "GetItem") {
      if (!request.ConsistentRead) throw new Error("The model reads consistently only.");
      return item ? { Item: projected(item, request) } : {};
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
        : reader.update(request.UpdateExpression ?? "", item ?? request.Key ?? {});
    reader.finish();
    if (!holds) {
      throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
    }
    if (operation === "ConditionCheckItem") return {};
    if (after && sizeOf(after) > MAX_ITEM_BYTES) {
      throw serviceError("ValidationException", "Item size to update has exceeded the maximum allowed size");
    }
    this.write(key, after);
    if (request.ReturnValues === "ALL_NEW") return { Attributes: after };
    return request.ReturnValues === "ALL_OLD" && item ? { Attributes: item } : {};
  }

  /** All writes or none; the items are different ones. */
  private transact({ TransactItems = [] }: Request): unknown {
    const { onWrite } = this;
    const writes: Write[] = [];
    this.onWrite = write => writes.push(write);
    try {
      const CancellationReasons = TransactItems.map(({ Update, Delete, ConditionCheck }) => {
        const request = ConditionCheck ?? Update ?? Delete;
        const operation = ConditionCheck ? "ConditionCheckItem" : Update ? "UpdateItem" : "DeleteItem";
        const Code = this.reasonFor(() => this.call(operation, request));
        const Item =
          Code !== "None" && request?.ReturnValuesOnConditionCheckFailure === "ALL_OLD"
            ? this.get(request.Key?.PK?.S ?? "", request.Key?.SK?.S ?? "")
            : undefined;
        return { Code, ...(Item && { Item }) };
      });
      if (CancellationReasons.some(({ Code }) => Code !== "None"))
        throw new TransactionCanceledException({ message: "cancelled", $metadata: {}, CancellationReasons });
    } catch (error) {
      this.onWrite = () => undefined;
      for (const { key, before } of writes) this.write(key, before);
      throw error;
    } finally {
      this.onWrite = onWrite;
    }
    writes.forEach(onWrite);
    return {};
  }

  /** At most 25 items, each of them once. */
  private batchWrite({ RequestItems }: BatchWriteRequest): unknown {
    const requests = RequestItems[this.table] ?? [];
    const keys = requests.map(({ PutRequest, DeleteRequest }) => {
      const { PK, SK } = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
      return { PK: PK?.S ?? "", SK: SK?.S ?? "" };
    });
    if (requests.length === 0 || requests.length > 25)
      throw serviceError("ValidationException", "Member must have length between 1 and 25");
    if (new Set(keys.map(({ PK, SK }) => `${PK}\n${SK}`)).size < keys.length)
      throw serviceError("ValidationException", "Provided list of item keys contains duplicates");
    requests.forEach(({ PutRequest }, index) => this.write(keys[index]!, PutRequest?.Item));
    return { UnprocessedItems: {} };
  }

  /** One for each item of a transaction, in their order: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
  private reasonFor(write: () => unknown): "None" | "ConditionalCheckFailed" {
    try {
      write();
      return "None";
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return "ConditionalCheckFailed";
      throw error;
    }
  }

  /**
   * Items of one partition in the order of their sort keys; the condition is `#PK = :pk`, alone or with
   * `begins_with(#SK, …)`, `#SK >= …` or `#SK BETWEEN … AND …`.
   */
  private query(request: Request): unknown {
    const values = Object.values(request.ExpressionAttributeValues ?? {}).map(({ S = "" }) => S);
    const [partition = "", sortKey = "", last = "\uffff"] = values;
    const isFrom = />=|BETWEEN/.test(request.KeyConditionExpression ?? "");
    if (sortKey > last)
      throw serviceError("ValidationException", "BETWEEN has its bounds in the wrong order");
    const after = request.ExclusiveStartKey?.SK?.S;
    const found = [...(this.partitions.get(partition)?.values() ?? [])]
      .filter(({ SK: { S = "" } = {} }) => (isFrom ? S >= sortKey && S <= last : S.startsWith(sortKey)))
      .filter(({ SK }) => after === undefined || (SK?.S ?? "") > after)
      .sort((a, b) => ((a.SK?.S ?? "") < (b.SK?.S ?? "") ? -1 : 1));
    const page = found.slice(0, request.Limit);
    const end = page.at(-1);
    return {
      Items: page.map(item => projected(item, request)),
      // Like DynamoDB, a full page says where to continue, even if nothing comes after it.
      ...(end !== undefined && page.length === request.Limit
        ? { LastEvaluatedKey: { PK: end.PK, SK: end.SK } }
        : {}),
    };
  }

  /** A page of all items, filtered by the beginnings of their partition keys. */
  private scan(request: Request): unknown {
    const prefixes = Object.values(request.ExpressionAttributeValues ?? {}).map(({ S = "" }) => S);
    const nameOf = ({ PK, SK }: Item) => `${PK?.S ?? ""}\n${SK?.S ?? ""}`;
    const after = request.ExclusiveStartKey && nameOf(request.ExclusiveStartKey);
    const left = this.all()
      .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
      .filter(item => after === undefined || nameOf(item) > after);
    const page = left.slice(0, request.Limit);
    const last = page.at(-1);
    return {
      Items: page
        .filter(({ PK }) => prefixes.some(prefix => PK?.S?.startsWith(prefix)))
        .map(item => projected(item, request)),
      ...(last !== undefined && page.length === request.Limit
        ? { LastEvaluatedKey: { PK: last.PK, SK: last.SK } }
        : {}),
    };
  }

  /** DynamoDB answers in any order. */
  private batchGet({ RequestItems }: BatchRequest): unknown {
    const { Keys = [], ...request } = RequestItems[this.table] ?? {};
    if (!request.ConsistentRead) throw new Error("The model reads consistently only.");
    const found = Keys.map(({ PK, SK }) => ({ PK: PK?.S ?? "", SK: SK?.S ?? "" }))
      .map(key => this.get(checkKey(key).PK, key.SK))
      .filter(item => item !== undefined);
    return { Responses: { [this.table]: found.reverse().map(item => projected(item, request)) } };
  }

  get(PK: string, SK: string): Item | undefined {
    return this.partitions.get(PK)?.get(SK);
  }

  put(item: Item): void {
    this.write({ PK: item.PK?.S ?? "", SK: item.SK?.S ?? "" }, item);
  }

  delete(PK: string, SK: string): void {
    this.write({ PK, SK }, undefined);
  }

  /** Deletes what TTL may delete by now. @param seconds since 1970 */
  expire(seconds: number): void {
    for (const { PK, SK, expires_at } of this.all())
      if (Number(expires_at?.N ?? Infinity) < seconds) this.delete(PK?.S ?? "", SK?.S ?? "");
  }

  all(): Item[] {
    return [...this.partitions.values()].flatMap(partition => [...partition.values()]);
  }

  private write(key: Write["key"], after: Item | undefined): void {
    checkKey(key);
    const before = this.get(key.PK, key.SK);
    const partition = this.partitions.get(key.PK) ?? new Map<string, Item>();
    this.partitions.set(key.PK, partition);
    if (after) partition.set(key.SK, after);
    else partition.delete(key.SK);
    // A write that changes nothing creates no stream record.
    if (!isDeepStrictEqual(before, after)) this.onWrite({ key, before, after });
  }
}
