import { isRecord, type Properties } from "./properties";

/**
 * The marks that Pulumi puts on special values on the wire (@pulumi/pulumi runtime/rpc). The provider gets this form
 * from both engines: over gRPC, and from the in-process engine, whose monitor reads requests in wire form.
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** An unknown value on the wire. */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Represents a value that is not known in a preview. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A file's content or path: the wire form of `StringAsset` and `FileAsset`. */
export interface WireAsset {
  readonly kind: "asset";
  /** Computed by the engine; the in-process engine computes none. */
  readonly hash?: string;
  readonly text?: string;
  readonly path?: string;
}

/** A set of files, or the path of a directory or zip file. */
export interface WireArchive {
  readonly kind: "archive";
  readonly hash?: string;
  readonly assets?: Readonly<Record<string, WireAsset | WireArchive>>;
  readonly path?: string;
}

/** Unwraps secrets at every depth; turns unknowns into {@link UNKNOWN} and resource references into ids. */
export function normalize(wire: unknown): unknown {
  if (wire === UNKNOWN_VALUE) return UNKNOWN;
  if (Array.isArray(wire)) return wire.map(normalize);
  if (!isRecord(wire)) return wire;
  switch (wire[SIGNATURE]) {
    case SECRET:
      return normalize(wire.value);
    case OUTPUT:
      return wire.value === undefined ? UNKNOWN : normalize(wire.value);
    case RESOURCE:
      return normalize(wire.id ?? wire.urn);
    case ASSET:
      return { kind: "asset", ...hashOf(wire), text: wire.text, path: wire.path };
    case ARCHIVE:
      return {
        kind: "archive",
        ...hashOf(wire),
        path: wire.path,
        assets: wire.assets === undefined ? undefined : normalizeAll(wire.assets),
      };
    default:
      return normalizeAll(wire);
  }
}

function hashOf({ hash }: Properties): { hash?: unknown } {
  return hash ? { hash } : {};
}

/** {@link normalize} for a whole set of inputs; null members count as absent. */
export function normalizeAll(wire: unknown): Properties {
  if (!isRecord(wire)) return {};
  return Object.fromEntries(
    Object.entries(wire)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [key, normalize(value)]),
  );
}

/** Whether a value contains a secret, at any depth. */
export function holdsSecret(wire: unknown): boolean {
  if (Array.isArray(wire)) return wire.some(holdsSecret);
  if (!isRecord(wire)) return false;
  if (wire[SIGNATURE] === SECRET || (wire[SIGNATURE] === OUTPUT && wire.secret === true)) return true;
  return Object.values(wire).some(holdsSecret);
}

/** Whether a normalized value contains an unknown, at any depth. */
export function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isRecord(value) && Object.values(value).some(holdsUnknown);
}

export function secret(value: unknown): unknown {
  return { [SIGNATURE]: SECRET, value };
}
