import type { Properties } from "./resource";

/** Stands for a value that only an update reveals. */
export const UNKNOWN = Symbol("not known at preview");

/**
 * What the engine sends instead of such values, one per kind
 * (@pulumi/policy 1.21.0, proxy.js; a test compares them with the package).
 */
export const UNKNOWN_MARKS: readonly string[] = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** @pulumi/pulumi runtime/rpc.js: the key that marks special objects, and its value for a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Copies properties out of the policy SDK's proxies.
 *
 * Reading an unknown value through such a proxy throws, and the SDK then turns the mandatory policy into an
 * advisory and skips the rest of it: a rule that read one would not be enforced. Property
 * descriptors are not intercepted, so this copy never throws, and rules see UNKNOWN instead.
 */
export function plainProperties(properties: object): Properties {
  return plainObject(properties);
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return UNKNOWN_MARKS.includes(value) ? UNKNOWN : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.keys(value).map(index => plain(rawValue(value, index)));
  if (rawValue(value, SIGNATURE) === SECRET) return plain(rawValue(value, "value"));
  return plainObject(value);
}

function plainObject(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(value).map(key => [key, plain(rawValue(value, key))]));
}

function rawValue(holder: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value as unknown;
}
