import type { PolicyStatement } from "@pulumi/aws/iam";
import type { Store } from "../store";
import type { Grant } from "./grant";
import { tableKey } from "./table-key";

/** Access to items of the table, limited to the given partition keys (constants of records/keys.ts). */
export function records(store: Store) {
  const { tableName, tableArn } = store;
  const grant = (sid: string, actions: string[], keys: string[]): Grant<"TABLE_NAME"> => {
    const statement: PolicyStatement = {
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: tableArn,
      Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": keys } },
    };
    return { environment: { TABLE_NAME: tableName }, statements: [statement, ...tableKey(store, sid)] };
  };
  return {
    /**
     * Consistent reads of these attributes only, in one call for many items. Without the condition on Select, a request
     * that names no attributes would get all of them:
     * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html.
     */
    readAttributes: (key: string, attributes: string[], Sid = "ReadAttributes"): Grant<"TABLE_NAME"> => ({
      environment: { TABLE_NAME: tableName },
      statements: [
        {
          Sid,
          Effect: "Allow",
          Action: "dynamodb:BatchGetItem",
          Resource: tableArn,
          Condition: {
            "ForAllValues:StringEquals": {
              "dynamodb:LeadingKeys": [key],
              "dynamodb:Attributes": attributes,
            },
            StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
          },
        },
        ...tableKey(store, Sid),
      ],
    }),
    /** Consistent reads of whole partitions. */
    query: (...keys: string[]) => grant("QueryRecords", ["dynamodb:Query"], keys),
    readWrite: (...keys: string[]) =>
      grant("ReadWriteRecords", ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:UpdateItem"], keys),
    /** To create and change items. */
    write: (...keys: string[]) => grant("WriteRecords", ["dynamodb:UpdateItem"], keys),
    /** To make a write depend on an item, in a transaction. */
    check: (...keys: string[]) => grant("CheckRecords", ["dynamodb:ConditionCheckItem"], keys),
    delete: (...keys: string[]) => grant("DeleteRecords", ["dynamodb:DeleteItem"], keys),
  };
}
