import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import { ACCOUNT, REGION } from "./fixture";
import type { Statement } from "./role-caller";

export const TableName = "records";
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`;
export const Key = (pk: string) => ({ PK: { S: pk }, SK: { S: "one" } });
const keys = (operator: string, ...values: string[]) => ({
  [operator]: { "dynamodb:LeadingKeys": values },
});
const ANY = "dynamodb:*";

/** A statement, and a call that it allows or not. */
type Case = [
  title: string,
  statement: Statement,
  call: (client: DynamoDBClient) => Promise<unknown>,
  allowed: boolean,
];

const get =
  (pk: string, more = {}) =>
  (client: DynamoDBClient) =>
    client.send(new GetItemCommand({ TableName, Key: Key(pk), ...more }));
const update =
  (more = {}) =>
  (client: DynamoDBClient) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: Key("mine"),
        UpdateExpression: "SET #s = :s",
        ExpressionAttributeNames: { "#s": "status" },
        ExpressionAttributeValues: { ":s": { S: "active" } },
        ...more,
      }),
    );
const query =
  (pk: string, more = {}) =>
  (client: DynamoDBClient) =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "#pk = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeNames: { "#pk": "PK" },
        ExpressionAttributeValues: { ":pk": { S: pk }, ":sk": { S: "o" } },
        ...more,
      }),
    );
const batchGet =
  (...pks: string[]) =>
  (client: DynamoDBClient) =>
    client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: pks.map(Key) } } }));
const batchWrite =
  (...pks: string[]) =>
  (client: DynamoDBClient) =>
    client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: pks.map(pk => ({ PutRequest: { Item: Key(pk) } })) },
      }),
    );
const transact = (pk: string) => (client: DynamoDBClient) =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems: [{ Put: { TableName, Item: Key("mine") } }, { Delete: { TableName, Key: Key(pk) } }],
    }),
  );
const scan = (client: DynamoDBClient) => client.send(new ScanCommand({ TableName }));
const attributes = (...names: string[]) => ({
  "ForAllValues:StringEquals": { "dynamodb:Attributes": names },
});

export const CASES: readonly Case[] = [
  ["the table's ARN", { Action: "dynamodb:GetItem", Resource: TABLE }, get("mine"), true],
  ["another table's ARN", { Action: "dynamodb:GetItem", Resource: `${TABLE}-2` }, get("mine"), false],
  ["another action", { Action: "dynamodb:PutItem", Resource: TABLE }, get("mine"), false],
  ["a leading key", { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") }, get("mine"), true],
  [
    "another leading key",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    get("x"),
    false,
  ],
  [
    "a leading key's pattern",
    { Action: ANY, Condition: keys("ForAllValues:StringLike", "m*") },
    get("mine"),
    true,
  ],
  [
    "a query's leading key",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    query("mine"),
    true,
  ],
  [
    "a query's other key",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    query("x"),
    false,
  ],
  [
    "a scan has no leading key",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    scan,
    true,
  ],
  [
    "a scan, where a key is needed",
    { Action: ANY, Condition: keys("ForAnyValue:StringEquals", "mine") },
    scan,
    false,
  ],
  [
    "a batch of one's own",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    batchGet("mine"),
    true,
  ],
  [
    "a batch with others'",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    batchGet("mine", "x"),
    false,
  ],
  ["a batch needs an action of its own", { Action: "dynamodb:PutItem" }, batchWrite("mine"), false],
  [
    "a batch of writes",
    { Action: "dynamodb:BatchWriteItem", Condition: keys("ForAllValues:StringEquals", "mine") },
    batchWrite("mine"),
    true,
  ],
  ["a transaction needs each item's action", { Action: "dynamodb:PutItem" }, transact("mine"), false],
  ["a transaction", { Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"] }, transact("x"), true],
  [
    "a transaction with another's key",
    { Action: ANY, Condition: keys("ForAllValues:StringEquals", "mine") },
    transact("x"),
    false,
  ],
  [
    "attributes in a projection",
    { Action: ANY, Condition: attributes("PK", "SK", "a") },
    get("mine", { ProjectionExpression: "a.b, PK" }),
    true,
  ],
  [
    "an attribute too many",
    { Action: ANY, Condition: attributes("PK", "SK", "a") },
    get("mine", { ProjectionExpression: "a, secret" }),
    false,
  ],
  ["attributes by placeholder", { Action: ANY, Condition: attributes("PK", "SK", "status") }, update(), true],
  [
    "an attribute by placeholder too many",
    { Action: ANY, Condition: attributes("PK", "SK") },
    update(),
    false,
  ],
  [
    "the default of ReturnValues",
    { Action: ANY, Condition: { StringEquals: { "dynamodb:ReturnValues": "NONE" } } },
    update(),
    true,
  ],
  [
    "other ReturnValues",
    { Action: ANY, Condition: { StringEquals: { "dynamodb:ReturnValues": "NONE" } } },
    update({ ReturnValues: "ALL_OLD" }),
    false,
  ],
  [
    "Select of certain attributes",
    { Action: ANY, Condition: { StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" } } },
    query("mine", { ProjectionExpression: "PK" }),
    true,
  ],
  [
    "Select of all attributes",
    { Action: ANY, Condition: { StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" } } },
    query("mine"),
    false,
  ],
  [
    "ListTables on every resource",
    { Action: "dynamodb:ListTables" },
    client => client.send(new ListTablesCommand({})),
    true,
  ],
  [
    "ListTables on one table",
    { Action: "dynamodb:ListTables", Resource: TABLE },
    client => client.send(new ListTablesCommand({})),
    false,
  ],
];
