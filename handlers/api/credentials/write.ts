import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { CREDENTIAL_ENTITY_TYPE, type CredentialInput } from "../../../records/credential";
import { readAddresses } from "../../reconciler/addresses";
import type { SenderRules } from "../../reconciler/types";
import { parseSenderPattern } from "../../shared/sender-pattern";
import { pointerTo, readBody } from "../http/body";
import { invalidRequest } from "../http/problem";
import { change, remove } from "./change";
import type { Answer, OperationContext } from "./context";
import type { Change } from "./inputs";
import { noSuchCredential, shown } from "./read";
import { emptyBody, patchBody, putBody, rotateBody } from "./schemas";

/** Creates a credential, or replaces what it asks for. Its status stays, and so does its login. */
export async function putCredential(context: OperationContext): Promise<Answer> {
  const { allowedFromAddresses, description, ownerEmail } = readBody(context.event, putBody);
  checkAddresses(allowedFromAddresses, context.rules);
  const inputs = changeOf({
    allowed_from_addresses: { L: allowedFromAddresses.map(S => ({ S })) },
    description: optionalText(description),
    owner_email: optionalText(ownerEmail),
  });
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
  const { allowedFromAddresses, description, ownerEmail } = readBody(context.event, patchBody);
  const given = { allowedFromAddresses, description, ownerEmail };
  if (Object.values(given).every(value => value === undefined)) {
    throw invalidRequest([
      { detail: `Nothing to change; expected ${Object.keys(given).join(", ")}.`, pointer: "#" },
    ]);
  }
  if (allowedFromAddresses !== undefined) checkAddresses(allowedFromAddresses, context.rules);
  const inputs = changeOf({
    ...(allowedFromAddresses && {
      allowed_from_addresses: { L: allowedFromAddresses.map(S => ({ S })) },
    }),
    ...(description !== undefined && { description: optionalText(description) }),
    ...(ownerEmail !== undefined && { owner_email: optionalText(ownerEmail) }),
  });
  return changeExisting(context, inputs);
}

/** The manager removes the login; a hold stays, so that a new credential of this name is held too. */
export async function deleteCredential(context: OperationContext): Promise<Answer> {
  readBody(context.event, emptyBody);
  await remove(context);
  return { status: 204 };
}

/** Asks for a new password, with a grace for the old one; after a compromise without. */
export async function rotateCredential(context: OperationContext): Promise<Answer> {
  const { compromised = false } = readBody(context.event, rotateBody);
  const at = { S: context.now().toISOString() };
  const set = compromised ? { compromised_at: at } : { rotate_requested_at: at };
  return changeExisting(context, { set, remove: [] });
}

export async function disableCredential(context: OperationContext): Promise<Answer> {
  readBody(context.event, emptyBody);
  return changeExisting(context, { set: { status: { S: "disabled" } }, remove: [] });
}

/** Asks for a login that works, and lifts its hold: nothing else does. */
export async function enableCredential(context: OperationContext): Promise<Answer> {
  readBody(context.event, emptyBody);
  return changeExisting(context, { set: { status: { S: "pending" } }, remove: [], liftsHold: true });
}

async function changeExisting(context: OperationContext, inputs: Change): Promise<Answer> {
  const { record } = await change(context, before => {
    if (before === undefined) throw noSuchCredential(context.username);
    return inputs;
  });
  return shown(record, 200, context);
}

/** null: the attribute is removed. */
type Inputs = Partial<Record<CredentialInput, AttributeValue | null>>;

function changeOf(inputs: Inputs): Change {
  const entries = Object.entries(inputs) as [CredentialInput, AttributeValue | null][];
  return {
    set: Object.fromEntries(entries.filter(([, value]) => value !== null)),
    remove: entries.filter(([, value]) => value === null).map(([name]) => name),
  };
}

function optionalText(value: string | null | undefined): AttributeValue | null {
  return value === undefined || value === null || value === "" ? null : { S: value };
}

/** The manager's own verdict, before it is asked: @throws Problem that names every entry that cannot be used */
function checkAddresses(addresses: readonly string[], rules: SenderRules): void {
  const errors = addresses.flatMap((address, index) => {
    const pattern = parseSenderPattern(address, rules.allowedFromDomains);
    const pointer = pointerTo(["allowedFromAddresses", index]);
    return pattern.ok
      ? []
      : [{ detail: `allowedFromAddresses[${index}]: ${pattern.problem}. ${pattern.remedy}`, pointer }];
  });
  if (errors.length > 0) throw invalidRequest(errors);
  const desired = readAddresses({ allowed_from_addresses: addresses }, rules);
  const verdict =
    desired.kind === "invalid"
      ? desired.failure
      : desired.kind === "enabled"
        ? desired.mistake?.whole
        : undefined;
  if (verdict === undefined) return;
  throw invalidRequest([{ detail: verdict.message, pointer: pointerTo(["allowedFromAddresses"]) }]);
}
