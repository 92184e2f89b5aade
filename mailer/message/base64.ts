/** RFC 2045, section 6.8: lines of 76 characters, each 57 bytes. */
const LINE_BYTES = 57;
const LINE_CHARACTERS = 78;
/** About one socket write. */
const LINES_PER_BLOCK = 200;

const ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PAD = 0x3d;

/**
 * Encodes chunks of any size as one base64 text, straight into the bytes that are sent. nodemailer's encoder makes a
 * string and two copies of each chunk, and a large attachment is sent before any of them is garbage-collected.
 */
export function* base64Lines(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  const begun = Buffer.alloc(LINE_BYTES);
  let filled = 0;
  for (const piece of pieces) {
    let from = 0;
    if (filled > 0) {
      from = Math.min(LINE_BYTES - filled, piece.length);
      begun.set(piece.subarray(0, from), filled);
      filled += from;
      if (filled < LINE_BYTES) continue;
      yield lines(begun, 0, LINE_BYTES);
    }
    const end = piece.length - ((piece.length - from) % LINE_BYTES);
    for (let at = from; at < end; at += LINES_PER_BLOCK * LINE_BYTES)
      yield lines(piece, at, Math.min(end, at + LINES_PER_BLOCK * LINE_BYTES));
    begun.set(piece.subarray(end));
    filled = piece.length - end;
  }
  if (filled > 0) yield lines(begun, 0, filled);
}

/** Full lines, except for the very last. */
function lines(source: Uint8Array, start: number, end: number): Buffer {
  const target = Buffer.allocUnsafe(Math.ceil((end - start) / LINE_BYTES) * LINE_CHARACTERS);
  let at = 0;
  for (let line = start; line < end; line += LINE_BYTES) {
    const lineEnd = Math.min(end, line + LINE_BYTES);
    for (let from = line; from < lineEnd; from += 3, at += 4) group(source, from, lineEnd, target, at);
    at = target.write("\r\n", at, "latin1") + at;
  }
  return target.subarray(0, at);
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
