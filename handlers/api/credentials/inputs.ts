import { createHash } from "node:crypto";
import { type AttributeValue } from "@aws-sdk/client-dynamodb";
import { CHANGED_BY, CREDENTIAL_INPUTS, type CredentialInput } from "../../../records/credential";
import type { FailureCode } from "../../reconciler/failures/catalogue";
import { canonicalJson } from "../../shared/canonical-json";
import { itemValues } from "../../shared/item-values";

/** A record's attributes as DynamoDB stores them. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** A record's attributes as JavaScript values; a string set is a Set. Anything may have been written by hand. */
export type Attributes = Readonly<Record<string, unknown>>;

export function attributesOf(item: Item): Attributes {
  return itemValues(item);
}

/**
 * A digest of what a record asks for. It stays the same when the manager publishes the outcome: `pending` and `active`
 * ask for the same, and a failed record still asks for what failed.
 *
 * @returns hexadecimal
 */
export function inputsDigest(attributes: Attributes): string {
  return digestOf(attributes, askedStatus(attributes));
}

function digestOf(attributes: Attributes, status: unknown): string {
  // Without absent ones, so that the digest stays the same when a later version has more inputs.
  const inputs = CREDENTIAL_INPUTS.map(name => [name, name === "status" ? status : attributes[name]]).filter(
    ([, value]) => value !== undefined,
  );
  return createHash("sha256").update(canonicalJson(inputs)).digest("hex");
}

/** The entity tag of a credential; half of the digest is enough to distinguish any two requests. */
export function entityTag(attributes: Attributes): string {
  return `"${inputsDigest(attributes).slice(0, 32)}"`;
}

/** Whether anything other than the API created the record, or has changed its inputs since the API last did. */
export function isChangedOutside(attributes: Attributes): boolean {
  const { of } = (attributes[CHANGED_BY] ?? {}) as { of?: unknown };
  if (of === inputsDigest(attributes)) return false;
  return !(isExpired(attributes) && of === digestOf(attributes, "pending"));
}

/** The manager has disabled it, because its `valid_until` has passed. What was asked for was a login, or to stop one. */
function isExpired({ status, failure }: Attributes): boolean {
  const { code } = (failure ?? {}) as { code?: unknown };
  return status === "disabled" && code === ("expired" satisfies FailureCode);
}

function askedStatus({ status, failure }: Attributes): unknown {
  const { of } = (failure ?? {}) as { of?: { status?: unknown } };
  const asked = status === "failed" ? (of?.status ?? "failed") : status;
  return asked === "active" ? "pending" : asked;
}

/** The attributes that a request sets and removes. */
export interface Change {
  set: Partial<Record<CredentialInput | "entity_type", AttributeValue>>;
  remove: readonly CredentialInput[];
  /** Also deletes the login's hold. */
  liftsHold?: boolean;
  /** ISO 8601. Also reports the login as compromised in its hold, which outlives a record that is overwritten. */
  compromisedAt?: string;
}

/** The record after a change. */
export function changed(item: Item | undefined, { set, remove }: Change): Record<string, AttributeValue> {
  const after: Record<string, AttributeValue> = { ...item, ...set };
  for (const name of remove) Reflect.deleteProperty(after, name);
  return after;
}
