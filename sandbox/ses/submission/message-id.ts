import { randomUUID } from "node:crypto";

/** A message ID in SES's format: `0100`, the time in milliseconds as 12 hexadecimal digits, a UUID, `-000000`. */
export function newMessageId(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, "0");
  return `0100${time}-${randomUUID()}-000000`;
}
