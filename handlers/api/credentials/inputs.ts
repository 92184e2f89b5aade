import { createHash } from "node:crypto";
import { type AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { CHANGED_BY, CREDENTIAL_INPUTS, type CredentialInput } from "../../../records/credential";
import { canonicalJson } from "../../shared/canonical-json";

/** A record's attributes as DynamoDB stores them. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** A record's attributes as JavaScript values; a string set is a Set. Anything may have been written by hand. */
export type Attributes = Readonly<Record<string, unknown>>;

export function attributesOf(item: Item): Attributes {
  return unmarshall(item, { wrapNumbers: Number });
}

/**
 * What a record asks for, in short. It stays the same when the manager publishes what became of the request: `pending`
 * and `active` ask for the same, and a failed record for what it asked before.
 *
 * @returns hexadecimal
 */
export function inputsDigest(attributes: Attributes): string {
  // Without those that are absent, so that it stays the same when a later version knows more of them.
  const inputs = CREDENTIAL_INPUTS.map(name => [
    name,
    name === "status" ? askedStatus(attributes) : attributes[name],
  ]).filter(([, value]) => value !== undefined);
  return createHash("sha256").update(canonicalJson(inputs)).digest("hex");
}

/** The entity tag of a credential: half of the digest tells any two requests apart. */
export function entityTag(attributes: Attributes): string {
  return `"${inputsDigest(attributes).slice(0, 32)}"`;
}

/** Whether something else than the API changed a record's inputs since the API did, or made the record. */
export function isChangedOutside(attributes: Attributes): boolean {
  const { of } = (attributes[CHANGED_BY] ?? {}) as { of?: unknown };
  return of !== inputsDigest(attributes);
}

function askedStatus({ status, failure }: Attributes): unknown {
  const { of } = (failure ?? {}) as { of?: { status?: unknown } };
  const asked = status === "failed" ? (of?.status ?? "failed") : status;
  return asked === "active" ? "pending" : asked;
}

/** What a request sets and removes of a record. */
export interface Change {
  set: Partial<Record<CredentialInput | "entity_type", AttributeValue>>;
  remove: readonly CredentialInput[];
  /** Also deletes what holds the login. */
  liftsHold?: boolean;
}

/** The record as it is after a change. */
export function changed(item: Item | undefined, { set, remove }: Change): Record<string, AttributeValue> {
  const after: Record<string, AttributeValue> = { ...item, ...set };
  for (const name of remove) Reflect.deleteProperty(after, name);
  return after;
}
