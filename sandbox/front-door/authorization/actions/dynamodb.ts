import { kmsContext } from "./kms";
import {
  arrayOf,
  jsonOf,
  objectOf,
  textOf,
  type Mapper,
  type RequiredPermission,
  type Scope,
} from "../permission";
import { accessedAttributes, leadingKey, partitionKeyOfQuery } from "./dynamodb-expressions";
import type { Resources } from "../resources";

/** Actions on one table that need nothing but its name. */
const TABLE_ACTIONS = new Set([
  "CreateTable",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "UpdateContinuousBackups",
  "UpdateTable",
  "UpdateTimeToLive",
]);
const ITEM_ACTIONS = new Set(["GetItem", "PutItem", "UpdateItem", "DeleteItem"]);
const STREAM_ACTIONS = new Set(["DescribeStream", "GetShardIterator"]);

/** The actions that read or write items. */
const ITEMS = /^(?:(?:Batch|Transact)?(?:Get|Write|Put|Update|Delete)Items?|Query|Scan)$/;

/** The keys that only some requests have. */
const ABSENT = {
  "dynamodb:Attributes": [],
  "dynamodb:EnclosingOperation": [],
  "dynamodb:FullTableScan": [],
  "dynamodb:LeadingKeys": [],
  "dynamodb:ReturnConsumedCapacity": [],
  "dynamodb:ReturnValues": [],
  "dynamodb:Select": [],
};

/**
 * Reading and writing items also needs the caller's right to decrypt with the table's customer-managed key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const dynamodb: Mapper = async (request, scope) => {
  const needed = await tablePermissions(request, scope);
  if (needed === undefined || !ITEMS.test(request.action)) return needed;
  const names = new Set(needed.map(({ resource }) => tableName(resource).replace(/\/.*/, "")));
  const keys = await Promise.all([...names].map(name => decryption(name, scope)));
  return [...needed, ...keys.flat()];
};

/**
 * DynamoDB uses the key in the caller's name:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
async function decryption(
  table: string,
  { region, accountId, resources }: Scope,
): Promise<RequiredPermission[]> {
  const { keyArn } = (await resources.table(table)) ?? {};
  if (keyArn === undefined) return [];
  const encryptionContext = {
    "aws:dynamodb:tableName": table,
    "aws:dynamodb:subscriberId": accountId,
  };
  const context = {
    ...kmsContext(encryptionContext, accountId),
    "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
    "aws:ViaAWSService": "true",
    "aws:CalledVia": "dynamodb.amazonaws.com",
    "aws:CalledViaFirst": "dynamodb.amazonaws.com",
    "aws:CalledViaLast": "dynamodb.amazonaws.com",
  };
  return [{ action: "kms:Decrypt", resource: keyArn, context }];
}

const tablePermissions: Mapper = async (request, { region, accountId, resources }) => {
  const { action } = request;
  const input = jsonOf(request);
  const arn = (table: string, rest = "") =>
    table.startsWith("arn:") ? table + rest : `arn:aws:dynamodb:${region}:${accountId}:table/${table}${rest}`;
  const on = (name: string, table: unknown, context = {}, rest = ""): RequiredPermission => ({
    action: `dynamodb:${name}`,
    resource: arn(textOf(table), rest),
    context: { ...ABSENT, ...context },
  });

  if (action === "ListTables" || action === "ListStreams" || action === "DescribeLimits")
    return [{ action: `dynamodb:${action}`, resource: "*", context: ABSENT }];
  if (TABLE_ACTIONS.has(action)) return [on(action, input.TableName)];
  if (action === "GetRecords") {
    const stream = streamOfIterator(textOf(input.ShardIterator));
    return stream === undefined
      ? undefined
      : [{ action: "dynamodb:GetRecords", resource: stream, context: ABSENT }];
  }
  if (STREAM_ACTIONS.has(action))
    return [{ action: `dynamodb:${action}`, resource: textOf(input.StreamArn), context: ABSENT }];
  if (/^(?:Un)?[Tt]agResource$|^ListTagsOfResource$/.test(action)) return [on(action, input.ResourceArn)];
  if (ITEM_ACTIONS.has(action)) {
    return [on(action, input.TableName, await itemContext(action, input, resources))];
  }
  if (action === "ExportTableToPointInTime") return [on(action, input.TableArn)];
  if (action === "ExecuteStatement") {
    // What a statement's conditions are about is not read, so no permission with conditions allows it here.
    const [, verb = "", table = ""] = STATEMENT.exec(textOf(input.Statement)) ?? [];
    return [{ action: `dynamodb:PartiQL${capitalized(verb)}`, resource: arn(table) }];
  }
  if (action === "Query" || action === "Scan") {
    const index = textOf(input.IndexName);
    const context = {
      "dynamodb:Select": selectOf(input),
      "dynamodb:Attributes": accessedAttributes(input),
      ...(action === "Query" ? { "dynamodb:LeadingKeys": partitionKeyOfQuery(input) } : {}),
      ...returned(input),
    };
    return [on(action, input.TableName, context, index === "" ? "" : `/index/${index}`)];
  }
  if (action === "BatchGetItem" || action === "BatchWriteItem") {
    return Promise.all(
      Object.entries(objectOf(input.RequestItems)).map(async ([table, entry]) => {
        const items = action === "BatchGetItem" ? getRequests(entry) : writeRequests(entry);
        return on(action, table, await itemsContext(table, items, objectOf(entry), resources));
      }),
    );
  }
  if (action === "TransactGetItems" || action === "TransactWriteItems") {
    const operations = arrayOf(input.TransactItems).flatMap(entry => Object.entries(objectOf(entry)));
    return Promise.all(
      operations.map(async ([kind, operation]) => {
        const name = TRANSACTED[kind] ?? kind;
        const fields = objectOf(operation);
        const context = await itemContext(name, fields, resources);
        return on(name, fields.TableName, { ...context, "dynamodb:EnclosingOperation": action });
      }),
    );
  }
  return undefined;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html */
const STATEMENT = /^\s*(SELECT|INSERT|UPDATE|DELETE)\b(?:.*?\b(?:FROM|INTO)\b)?\s*"?([\w.-]+)"?/is;

function capitalized(verb: string): string {
  return verb.charAt(0).toUpperCase() + verb.slice(1).toLowerCase();
}

const TRANSACTED: Readonly<Record<string, string>> = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

async function itemContext(action: string, input: Record<string, unknown>, resources: Resources) {
  const key = (await resources.table(tableName(input.TableName)))?.partitionKey;
  const reads = action === "GetItem" || action === "ConditionCheckItem";
  return {
    "dynamodb:LeadingKeys": leadingKey(input.Key ?? input.Item, key),
    "dynamodb:Attributes": accessedAttributes(input),
    ...(reads ? {} : { "dynamodb:ReturnValues": textOf(input.ReturnValues) || "NONE" }),
    ...returned(input),
  };
}

async function itemsContext(
  table: string,
  items: readonly unknown[],
  input: Record<string, unknown>,
  resources: Resources,
) {
  const key = (await resources.table(tableName(table)))?.partitionKey;
  const names = items.flatMap(item => Object.keys(objectOf(item)));
  return {
    "dynamodb:LeadingKeys": [...new Set(items.flatMap(item => leadingKey(item, key)))],
    "dynamodb:Attributes": [...new Set([...names, ...accessedAttributes(input)])],
  };
}

function getRequests(entry: unknown): readonly unknown[] {
  return arrayOf(objectOf(entry).Keys);
}

function writeRequests(entry: unknown): readonly unknown[] {
  return arrayOf(entry).map(each => {
    const { PutRequest, DeleteRequest } = objectOf(each);
    return objectOf(PutRequest).Item ?? objectOf(DeleteRequest).Key;
  });
}

/** DynamoDB's default: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
function selectOf(input: Record<string, unknown>): string {
  if (textOf(input.Select) !== "") return textOf(input.Select);
  if (input.ProjectionExpression !== undefined || input.AttributesToGet !== undefined)
    return "SPECIFIC_ATTRIBUTES";
  return input.IndexName === undefined ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
}

function returned({ ReturnConsumedCapacity }: Record<string, unknown>) {
  return { "dynamodb:ReturnConsumedCapacity": textOf(ReturnConsumedCapacity) || "NONE" };
}

/** A table may be given by its ARN. */
function tableName(value: unknown): string {
  return textOf(value).replace(/^arn:.*:table\//, "");
}

/** The emulator's shard iterators are base64 of JSON that names the stream; AWS's are opaque. */
function streamOfIterator(iterator: string): string | undefined {
  try {
    const { arn } = objectOf(JSON.parse(Buffer.from(iterator, "base64url").toString()));
    return textOf(arn) || undefined;
  } catch {
    return undefined;
  }
}
