import type { Unwrap } from "@pulumi/pulumi";

/** A resource's inputs or outputs as plain JSON-like values. */
export type Properties = Record<string, unknown>;

/** The plain inputs of a resource class, from its Args: `Plain<TableArgs>`. */
export type Plain<Args> = Unwrap<Args>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without undefined members: neither protobuf nor a comparison should see them. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/**
 * Pulumi's `matchingEventTypes` as the SDK's `MatchingEventTypes`, at every depth: most nested options of the
 * AWS provider differ from the API's only in that. Not for maps whose keys the user chooses.
 */
export function capitalized<T>(value: unknown): T {
  return capitalize(value) as T;
}

function capitalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalize);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      capitalize(member),
    ]),
  );
}

/** Only what JSON can hold: protobuf's structs reject anything else. */
export function jsonSafe(value: unknown): Properties {
  const plain: unknown = JSON.parse(JSON.stringify(value ?? {}));
  return isRecord(plain) ? plain : {};
}

/** Without the named members. */
export function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const kept = { ...value };
  for (const name of names) Reflect.deleteProperty(kept, name);
  return kept;
}

/** For inputs that take a resource or its id: normalization has turned the former into the latter. */
export function idOf(reference: unknown): string {
  return String(reference);
}

/** Tags in the form that IAM, DynamoDB and SES expect. */
export function tagList(
  tags: Readonly<Record<string, string>> | undefined,
): { Key: string; Value: string }[] | undefined {
  return tags === undefined ? undefined : Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** A policy may be an object; AWS takes a string. */
export function documentText(policy: unknown): string {
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}

/** Attributes in the form that SQS and SNS expect: every value is a string; undefined values are omitted. */
export function attributeTexts(
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(defined(attributes)).map(([name, value]) => [name, String(value)]),
  );
}
