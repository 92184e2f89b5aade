import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FailureCode } from "../../handlers/reconciler/failures/catalogue";
import { UpdateExpression } from "../../handlers/reconciler/adapters/update-expression";
import { CREDENTIAL_ENTITY_TYPE } from "../../records/credential";
import { credentialKey, type ItemKey } from "../../records/keys";
import { ADOPTING_ATTRIBUTE, type Adopting, FOREIGN_SECRET_ATTRIBUTE } from "../../records/unmanaged";
import { isMarked, remove, unchanged, update } from "./item-writes";
import type { Attributes } from "./other-system";
import type { Adoption } from "./prepare";

/** What is written to the table: each is one item of a transaction, and holds only for the record that was read. */

/**
 * Marks a record: from then on the manager leaves the login alone. A username without a record gets one; of an existing
 * one nothing else is changed yet.
 */
export function begin(table: string, adoption: Adoption, mark: Adopting): TransactWriteItem {
  const { record, addresses } = adoption;
  const request = new UpdateExpression();
  const created = {
    status: "active",
    entity_type: CREDENTIAL_ENTITY_TYPE,
    allowed_from_addresses: [...addresses],
  };
  const set = { [ADOPTING_ATTRIBUTE]: mark, ...(record === undefined && created) };
  const conditions =
    record === undefined ? [`attribute_not_exists(${request.name("PK")})`] : asRead(request, record);
  return update(table, credentialKey(adoption.request.username), request, { set, conditions });
}

/** Another attempt begins: the sweep reports the adoption only if that does not end either. */
export function goOn(table: string, username: string, mark: Adopting): TransactWriteItem {
  return ofMark(table, username, mark, "at", mark.at);
}

/** The login was verified under its new name: from now on the adoption is finished, and not undone. */
export function verified(table: string, username: string, mark: Adopting): TransactWriteItem {
  return ofMark(table, username, mark, "verified", true);
}

/** The login is ours. Whatever the record asks for meanwhile stays, and the manager follows it. */
export function finish(
  table: string,
  { request: { username, addresses }, record, ...adoption }: Adoption,
  mark: Adopting,
  now: Attributes,
  login: Readonly<Record<string, string>>,
): TransactWriteItem {
  const request = new UpdateExpression();
  const isListed =
    now.allowed_from_addresses !== undefined && (addresses === undefined || record === undefined);
  const asked = refusedStatus(now);
  const set = {
    ...login,
    ...(!isListed && { allowed_from_addresses: [...adoption.addresses] }),
    ...(asked !== undefined && { status: asked }),
  };
  return update(table, credentialKey(username), request, {
    set,
    once: { created_at: login.updated_at },
    remove: [ADOPTING_ATTRIBUTE, FOREIGN_SECRET_ATTRIBUTE, ...(asked === undefined ? [] : ["failure"])],
    conditions: [
      ...isMarked(request, mark),
      ...(asked === undefined ? [] : unchanged(request, { status: now.status, failure: now.failure })),
    ],
  });
}

/** The other system's second layout keeps its item, without a copy of the password. */
export function withoutSecret(table: string, key: ItemKey, at: string): TransactWriteItem {
  const request = new UpdateExpression();
  return update(table, key, request, {
    set: { adopted_at: at },
    remove: [FOREIGN_SECRET_ATTRIBUTE],
    conditions: [`attribute_exists(${request.name("PK")})`],
  });
}

/** Takes a mark back; a record that the adoption has created goes. */
export function end(table: string, username: string, mark: Adopting): TransactWriteItem {
  const request = new UpdateExpression();
  const key = credentialKey(username);
  const conditions = isMarked(request, mark);
  if (!mark.created) return update(table, key, request, { remove: [ADOPTING_ATTRIBUTE], conditions });
  return remove(table, key, request, conditions);
}

/** A status that the manager could not carry out for a login that was not ours: from now on it can. */
function refusedStatus({ status, failure }: Attributes): string | undefined {
  const { code, of } = (failure ?? {}) as { code?: unknown; of?: { status?: unknown } };
  const isRefused = status === "failed" && code === ("not_adopted" satisfies FailureCode);
  return isRefused && typeof of?.status === "string" ? of.status : undefined;
}

/** One member of a mark. */
function ofMark(
  table: string,
  username: string,
  mark: Adopting,
  member: keyof Adopting,
  value: string | boolean,
): TransactWriteItem {
  const request = new UpdateExpression();
  const conditions = isMarked(request, mark);
  const path = `${request.name(ADOPTING_ATTRIBUTE)}.${request.name(member)}`;
  const clause = `${path} = ${request.value(marshall({ value }).value!)}`;
  return update(table, credentialKey(username), request, { clauses: [clause], conditions });
}

/** What says whose login a record is about is as it was judged. */
function asRead(request: UpdateExpression, record: Attributes): string[] {
  const names = [
    ADOPTING_ATTRIBUTE,
    FOREIGN_SECRET_ATTRIBUTE,
    "encrypted_password",
    "smtp_username",
    "iam_user_name",
    "iam_user_arn",
  ];
  return [
    `attribute_exists(${request.name("PK")})`,
    ...unchanged(request, Object.fromEntries(names.map(name => [name, record[name]]))),
  ];
}
