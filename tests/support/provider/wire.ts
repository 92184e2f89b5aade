import { createHash } from "node:crypto";

/** Special values as the engine writes them on the wire (@pulumi/pulumi runtime/rpc). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function secret(value: unknown) {
  return { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value };
}

/** An archive of strings and files, with the hashes that the engine adds. */
export function archive(files: Record<string, string | { path: string }>) {
  const asset = (of: string | { path: string }) => ({
    [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17",
    hash: hashOf(of),
    ...(typeof of === "string" ? { text: of } : of),
  });
  const assets = Object.fromEntries(Object.entries(files).map(([name, of]) => [name, asset(of)]));
  return { [SIGNATURE]: ARCHIVE, hash: hashOf(files), assets };
}

/** Archives reduced to their hash: outside of create and update the engine passes nothing else of them. */
export function elided(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(elided);
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: mark, hash } = value as Record<string, unknown>;
  if (mark === ARCHIVE) return { [SIGNATURE]: mark, hash };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, elided(member)]));
}

function hashOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

export function isSecret(value: unknown): boolean {
  return (value as Record<string, unknown> | undefined)?.[SIGNATURE] === secret(0)[SIGNATURE];
}

export function reveal(value: unknown): unknown {
  return isSecret(value) ? (value as { value: unknown }).value : value;
}
