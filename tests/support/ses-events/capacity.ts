import { type AttributeValue, ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { sizeOf } from "../../../handlers/reconciler/adapters/item-size";
import type { DynamoDbModel } from "../aws-model/dynamodb";

type Key = Record<string, AttributeValue>;

interface Keyed {
  Key?: Key;
}

interface Input extends Keyed {
  RequestItems?: Record<string, { Keys?: Key[] } & { PutRequest?: { Item: Key }; DeleteRequest?: Keyed }[]>;
  TransactItems?: { Update?: Keyed; Delete?: Keyed; ConditionCheck?: Keyed }[];
  ProjectionExpression?: string;
}

/** Request units of calls to DynamoDB. */
export interface Units {
  read: number;
  write: number;
}

/**
 * What a call takes, in the units of on-demand tables: consistent reads of up to 4 kB, of which a query reads whole items
 * whatever it returns; writes of up to 1 kB, twice as many in transactions
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).
 *
 * @param run makes the call
 */
export function metered<Answer>(
  model: DynamoDbModel,
  operation: string,
  input: object,
  run: () => Answer,
): { answer: Answer; units: Units } {
  const request = input as Input;
  if (operation === "Query") {
    const { ProjectionExpression, ...whole } = request;
    const answer = run();
    const all = ProjectionExpression === undefined ? answer : model.call("Query", whole);
    return { answer, units: { read: readUnits(bytesOf(all)), write: 0 } };
  }
  const [keys, cost] = keysOf(operation, request);
  const before = keys.map(key => sizeAt(model, key));
  const units = (): Units => {
    const sizes = keys.map((key, index) => Math.max(before[index] ?? 0, sizeAt(model, key)));
    return cost === "read"
      ? { read: sum(sizes.map(readUnits)), write: 0 }
      : { read: 0, write: cost * sum(sizes.map(size => Math.max(1, Math.ceil(size / 1024)))) };
  };
  const answer = run();
  return { answer, units: units() };
}

/** A conditional write that fails is billed like one that succeeds. */
export function unitsOfRefused(error: unknown): Units {
  return { read: 0, write: error instanceof ConditionalCheckFailedException ? 1 : 0 };
}

/** The items that a call is about, and what it is billed as: reads, or writes and how many for each kB. */
function keysOf(operation: string, request: Input): [Key[], "read" | 1 | 2] {
  const { Key, RequestItems = {}, TransactItems = [] } = request;
  switch (operation) {
    case "GetItem":
      return [Key ? [Key] : [], "read"];
    case "BatchGetItem":
      return [Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys), "read"];
    case "BatchWriteItem":
      return [
        Object.values(RequestItems)
          .flat()
          .map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
        1,
      ];
    case "TransactWriteItems":
      return [
        TransactItems.map(
          ({ Update, Delete, ConditionCheck }) => (Update ?? Delete ?? ConditionCheck)?.Key ?? {},
        ),
        2,
      ];
    case "UpdateItem":
    case "DeleteItem":
      return [Key ? [Key] : [], 1];
    default:
      throw new Error(`${operation}: nobody has said what it costs.`);
  }
}

function sizeAt(model: DynamoDbModel, { PK, SK }: Key): number {
  const item = model.get(PK?.S ?? "", SK?.S ?? "");
  return item === undefined ? 0 : sizeOf(item);
}

function bytesOf(answer: unknown): number {
  return sum(((answer as { Items?: Key[] }).Items ?? []).map(sizeOf));
}

function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
