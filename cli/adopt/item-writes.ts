import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { UpdateExpression } from "../../handlers/reconciler/adapters/update-expression";
import { keyAttributes } from "../../handlers/shared/read-items";
import type { ItemKey } from "../../records/keys";
import { ADOPTING_ATTRIBUTE, type Adopting } from "../../records/unmanaged";
import type { Attributes } from "./other-system";

/** A change of one item, and on what it depends. */
interface Change {
  set?: Readonly<Record<string, unknown>>;
  /** Set unless the item has them. */
  once?: Readonly<Record<string, unknown>>;
  /** More to set, as expressions. */
  clauses?: readonly string[];
  remove?: readonly string[];
  conditions: readonly string[];
}

/** As an item of a transaction. */
export function update(
  table: string,
  key: ItemKey,
  request: UpdateExpression,
  { set = {}, once = {}, clauses = [], remove = [], conditions }: Change,
): TransactWriteItem {
  const values = (attributes: Readonly<Record<string, unknown>>) => Object.entries(marshall(attributes));
  const sets = [
    ...values(set).map(([name, value]) => `${request.name(name)} = ${request.value(value)}`),
    ...values(once).map(
      ([name, value]) =>
        `${request.name(name)} = if_not_exists(${request.name(name)}, ${request.value(value)})`,
    ),
    ...clauses,
  ];
  const removes = remove.map(name => request.name(name));
  const parts = [
    ...(sets.length > 0 ? [`SET ${sets.join(", ")}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : []),
  ];
  return {
    Update: {
      TableName: table,
      Key: keyAttributes(key),
      UpdateExpression: parts.join(" "),
      ConditionExpression: conditions.join(" AND "),
      ExpressionAttributeNames: request.names,
      ...(Object.keys(request.values).length > 0 && { ExpressionAttributeValues: request.values }),
    },
  };
}

export function remove(
  TableName: string,
  key: ItemKey,
  request: UpdateExpression,
  conditions: readonly string[],
): TransactWriteItem {
  return {
    Delete: {
      TableName,
      Key: keyAttributes(key),
      ConditionExpression: conditions.join(" AND "),
      ExpressionAttributeNames: request.names,
      ExpressionAttributeValues: request.values,
    },
  };
}
/** The record has this very mark: each adoption gives its user another name. */
export function isMarked(request: UpdateExpression, mark: Adopting): string[] {
  return (["user", "to"] as const).map(
    member =>
      `${request.name(ADOPTING_ATTRIBUTE)}.${request.name(member)} = ${request.value({ S: mark[member] })}`,
  );
}

/** Attributes are as they were read; undefined: missing. */
export function unchanged(request: UpdateExpression, attributes: Attributes): string[] {
  const values = marshall(attributes, { removeUndefinedValues: true });
  return Object.keys(attributes).map(name => request.unchanged(name, values[name]));
}
