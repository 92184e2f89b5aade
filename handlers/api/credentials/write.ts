import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type * as z from "zod/mini";
import { CREDENTIAL_ENTITY_TYPE, type CredentialInput } from "../../../records/credential";
import type { Answer } from "../http/answer";
import { readBody } from "../http/body";
import { invalidRequest } from "../http/problem";
import { LOGIN_ATTRIBUTES } from "../../../records/unmanaged";
import { change, remove } from "./change";
import { requireManaged } from "./managed";
import type { OperationContext } from "./context";
import type { Change } from "./inputs";
import { noSuchCredential, shown } from "./read";
import { checkSenders, losesSenders, noSenders } from "./senders";
import { emptyBody, patchBody, putBody, rotateBody } from "./schemas";

/** Creates a credential, or replaces its settings. Its status and its login stay. */
export async function putCredential(context: OperationContext): Promise<Answer> {
  const fields = readBody(context.event, putBody);
  checkSenders(fields, context.rules);
  if (fields.allowedFromAddresses === undefined && !fields.mailbox) throw noSenders();
  const absent = {
    allowedFromAddresses: null,
    description: null,
    ownerEmail: null,
    mailbox: null,
    validUntil: null,
    rotationDays: null,
    rotationGraceDays: null,
  };
  const inputs = changeOf({ ...absent, ...fields });
  const { record, isNew } = await change(context, before => ({
    ...inputs,
    set: {
      ...inputs.set,
      entity_type: { S: CREDENTIAL_ENTITY_TYPE },
      ...(before?.item.status === undefined ? { status: { S: "pending" } } : {}),
    },
  }));
  return shown(record, isNew ? 201 : 200, context);
}

/** Changes the named fields. */
export async function patchCredential(context: OperationContext): Promise<Answer> {
  const fields = readBody(context.event, patchBody);
  if (Object.keys(fields).length === 0) {
    const detail = `Nothing to change; expected ${Object.keys(patchBody.shape).join(", ")}.`;
    throw invalidRequest([{ detail, pointer: "#" }]);
  }
  checkSenders(fields, context.rules);
  return changeExisting(context, changeOf(fields));
}

/** The manager removes the login; a hold stays, so that a new credential of this name is held too. */
export async function deleteCredential(context: OperationContext): Promise<Answer> {
  readBody(context.event, emptyBody);
  await remove(context);
  return { status: 204 };
}

/** Requests a new password, with a grace period for the old one unless it is compromised. */
export async function rotateCredential(context: OperationContext): Promise<Answer> {
  const { compromised = false } = readBody(context.event, rotateBody);
  const at = context.now().toISOString();
  return changeLogin(
    context,
    compromised
      ? { set: { compromised_at: { S: at } }, remove: [], compromisedAt: at }
      : { set: { rotate_requested_at: { S: at } }, remove: [] },
  );
}

export async function disableCredential(context: OperationContext): Promise<Answer> {
  readBody(context.event, emptyBody);
  return changeLogin(context, { set: { status: { S: "disabled" } }, remove: [] });
}

/** Turns a login on, and lifts its hold. No other operation lifts a hold. */
export async function enableCredential(context: OperationContext): Promise<Answer> {
  readBody(context.event, emptyBody);
  return changeLogin(context, { set: { status: { S: "pending" } }, remove: [], liftsHold: true });
}

async function changeExisting(context: OperationContext, inputs: Change): Promise<Answer> {
  const { record } = await change(context, before => {
    if (before === undefined) throw noSuchCredential(context.username);
    if (losesSenders(before.item, inputs)) throw noSenders();
    return inputs;
  });
  return shown(record, 200, context);
}

/** Changes what the manager carries out at once, which it does only for a login of ours. */
async function changeLogin(context: OperationContext, inputs: Change): Promise<Answer> {
  const { record } = await change(
    context,
    before => {
      if (before === undefined) throw noSuchCredential(context.username);
      requireManaged(before);
      return inputs;
    },
    LOGIN_ATTRIBUTES,
  );
  return shown(record, 200, context);
}

/** The fields of a body; null removes, undefined stays. */
type Fields = z.infer<typeof patchBody>;

/** The attribute of each field. */
const ATTRIBUTES = {
  allowedFromAddresses: "allowed_from_addresses",
  description: "description",
  ownerEmail: "owner_email",
  mailbox: "mailbox",
  validUntil: "valid_until",
  rotationDays: "rotation_days",
  rotationGraceDays: "rotation_grace_days",
} as const satisfies Record<keyof Fields, CredentialInput>;

function changeOf(fields: Fields): Change {
  const set: Change["set"] = {};
  const remove: CredentialInput[] = [];
  for (const [field, value] of Object.entries(fields) as [keyof Fields, Fields[keyof Fields]][]) {
    if (value === undefined) continue;
    if (value === null || value === "") remove.push(ATTRIBUTES[field]);
    else set[ATTRIBUTES[field]] = attributeOf(value);
  }
  return { set, remove };
}

function attributeOf(value: string | number | readonly string[]): AttributeValue {
  if (typeof value === "string") return { S: value };
  return typeof value === "number" ? { N: String(value) } : { L: value.map(S => ({ S })) };
}
