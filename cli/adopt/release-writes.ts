import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { UpdateExpression } from "../../handlers/reconciler/adapters/update-expression";
import { keyAttributes } from "../../handlers/shared/read-items";
import { credentialKey, holdKey } from "../../records/keys";
import { ADOPTING_ATTRIBUTE, type Adopting } from "../../records/unmanaged";
import { isMarked, remove, unchanged, update } from "./item-writes";

/** Marks the record of a login of ours that works and that nobody holds. */
export function beginRelease(table: string, username: string, mark: Adopting): TransactWriteItem {
  const request = new UpdateExpression();
  return update(table, credentialKey(username), request, {
    set: { [ADOPTING_ATTRIBUTE]: mark },
    conditions: unchanged(request, {
      status: "active",
      iam_user_name: mark.user,
      smtp_username: mark.access_key_id,
      [ADOPTING_ATTRIBUTE]: undefined,
    }),
  });
}

/** The user gets another name than the release began with. */
export function rename(table: string, username: string, before: Adopting, mark: Adopting): TransactWriteItem {
  const request = new UpdateExpression();
  const conditions = isMarked(request, before);
  return update(table, credentialKey(username), request, { set: { [ADOPTING_ATTRIBUTE]: mark }, conditions });
}

/** The login is no longer ours. @param status as it was read */
export function endRelease(
  table: string,
  username: string,
  mark: Adopting,
  status: unknown,
): TransactWriteItem {
  const request = new UpdateExpression();
  const conditions = [...isMarked(request, mark), ...unchanged(request, { status })];
  return remove(table, credentialKey(username), request, conditions);
}

/** Nobody holds the login. */
export function notHeld(table: string, username: string): TransactWriteItem {
  const request = new UpdateExpression();
  const isDone = `${request.name("kind")} = ${request.value({ S: "compromised" })} AND attribute_exists(${request.name("done_at")})`;
  return {
    ConditionCheck: {
      TableName: table,
      Key: keyAttributes(holdKey(username)),
      ConditionExpression: `attribute_not_exists(${request.name("PK")}) OR (${isDone})`,
      ExpressionAttributeNames: request.names,
      ExpressionAttributeValues: request.values,
    },
  };
}
