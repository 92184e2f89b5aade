/** RFC 2045, section 6.8: lines of 76 characters, each 57 bytes. */
const LINE_BYTES = 57;
const LINE_CHARACTERS = 78;
/**
 * As much as a stream buffers. Each block costs about 8 kB of small objects on its way (promises, stream callbacks), so
 * small blocks leave nearly as much garbage as the content is large.
 */
const LINES_PER_BLOCK = 800;

/** How much content makes one block of base64: whole lines. */
export const CONTENT_PER_BLOCK = LINES_PER_BLOCK * LINE_BYTES;
export const BLOCK_BYTES = LINES_PER_BLOCK * LINE_CHARACTERS;

const ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const [PAD, CR, LF] = [0x3d, 0x0d, 0x0a];

/** The size of content once it is encoded. */
export function base64Size(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_CHARACTERS;
}

/** Small content as base64 in lines. */
export function base64Lines(content: Uint8Array): string {
  const target = Buffer.allocUnsafe(base64Size(content.length));
  return target.toString("latin1", 0, encodeLines(content, content.length, target));
}

/**
 * Encodes straight into the bytes that are sent: a string and copies of each piece would be garbage that a large
 * attachment leaves behind faster than it is collected.
 *
 * @param length of the content: whole lines, except at its end
 * @returns how many bytes of the target were written
 */
export function encodeLines(source: Uint8Array, length: number, target: Buffer): number {
  let at = 0;
  for (let line = 0; line < length; line += LINE_BYTES) {
    const end = Math.min(length, line + LINE_BYTES);
    for (let from = line; from < end; from += 3, at += 4) group(source, from, end, target, at);
    target[at++] = CR;
    target[at++] = LF;
  }
  return at;
}

/** Three bytes, or the remaining ones, become four characters. */
function group(source: Uint8Array, from: number, end: number, target: Buffer, at: number): void {
  const first = source[from] ?? 0;
  const second = from + 1 < end ? (source[from + 1] ?? 0) : 0;
  const third = from + 2 < end ? (source[from + 2] ?? 0) : 0;
  target[at] = ALPHABET[first >> 2] ?? 0;
  target[at + 1] = ALPHABET[((first & 3) << 4) | (second >> 4)] ?? 0;
  target[at + 2] = from + 1 < end ? (ALPHABET[((second & 15) << 2) | (third >> 6)] ?? 0) : PAD;
  target[at + 3] = from + 2 < end ? (ALPHABET[third & 63] ?? 0) : PAD;
}
