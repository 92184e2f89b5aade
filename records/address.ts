/**
 * RFC 5321 §4.5.3.1: a local part of 64 octets, `@`, and a domain of 255. A longer text is no address, and would not fit into
 * every key: DynamoDB takes 2,048 bytes for a partition key and 1,024 for a sort key
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
export const MAX_ADDRESS_BYTES = 320;

export const MAX_LOCAL_PART_LENGTH = 64;
export const MAX_DOMAIN_LENGTH = 255;

/** Whether a text is too long for an address. */
export function isTooLong(text: string): boolean {
  return Buffer.byteLength(text) > MAX_ADDRESS_BYTES;
}

/** A text that somebody uses as an address, with its end cut off if it is too long for one. */
export function cutToAddress(text: string): string {
  if (!isTooLong(text)) return text;
  const end = "…";
  const room = MAX_ADDRESS_BYTES - Buffer.byteLength(end);
  return `${Buffer.from(text)
    .subarray(0, room)
    .toString()
    .replace(/\uFFFD+$/, "")}${end}`;
}
