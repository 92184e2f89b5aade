import { arrayOf, objectOf, textOf } from "../permission";

/** The fields of a request that name attributes in DynamoDB's expression language. */
const EXPRESSIONS = [
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
  "UpdateExpression",
];

/** Words of the language that are not attribute names. */
const KEYWORDS = new Set(["ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"]);

/** The top-level attributes that a request names, in its key, its item and its expressions. */
export function accessedAttributes(input: Record<string, unknown>): string[] {
  const names = objectOf(input.ExpressionAttributeNames);
  const inExpressions = EXPRESSIONS.flatMap(field => pathsIn(textOf(input[field])));
  const legacy = ["AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter"];
  return [
    ...new Set([
      ...Object.keys(objectOf(input.Key)),
      ...Object.keys(objectOf(input.Item)),
      ...inExpressions.map(name => (name.startsWith("#") ? textOf(names[name]) : name)),
      ...arrayOf(input.AttributesToGet).map(textOf),
      ...legacy.flatMap(field => Object.keys(objectOf(input[field]))),
    ]),
  ].filter(name => name !== "");
}

/** The first name of each document path; functions, keywords and `:values` are none. */
function pathsIn(expression: string): string[] {
  return [...expression.matchAll(/(?<![\w#:.])#?[A-Za-z_][\w-]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter(name => !KEYWORDS.has(name.toUpperCase()));
}

/** The partition key's value in a key or an item, as text. */
export function leadingKey(item: unknown, partitionKey: string | undefined): string[] {
  const value = partitionKey === undefined ? undefined : objectOf(item)[partitionKey];
  return value === undefined ? [] : scalar(value);
}

/** The partition key's value in a query: it is compared with `=`, which a sort key may be, too. */
export function partitionKeyOfQuery(input: Record<string, unknown>): string[] {
  const values = objectOf(input.ExpressionAttributeValues);
  const equalities = [...textOf(input.KeyConditionExpression).matchAll(/(#?[\w-]+)\s*=\s*(:[\w-]+)/g)].map(
    ([, name = "", value = ""]) => ({ name, value: values[value] }),
  );
  const legacy = Object.entries(objectOf(input.KeyConditions))
    .filter(([, condition]) => objectOf(condition).ComparisonOperator === "EQ")
    .map(([name, condition]) => ({ name, value: arrayOf(objectOf(condition).AttributeValueList)[0] }));
  const [first] = [...equalities, ...legacy];
  return first?.value === undefined ? [] : scalar(first.value);
}

/** `{ S: "…" }` and the like. */
function scalar(value: unknown): string[] {
  const { S, N, B } = objectOf(value);
  const text = S ?? N ?? B;
  return typeof text === "string" ? [text] : [];
}
