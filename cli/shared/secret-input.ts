import type { Readable } from "node:stream";
import { CommandError, type Streams } from "./context";
import { askHidden } from "./hidden-input";

/** Of a secret; far longer than any. */
export const MAX_SECRET_BYTES = 4_096;

/**
 * Reads a secret from stdin: never from an argument, which other users of the machine can see. At a terminal it
 * prompts and does not echo what is typed. What cannot be a secret is refused, never shortened: a file piped in by mistake is
 * not read to its end.
 *
 * @returns the secret without its line break
 * @throws CommandError where stdin is empty, too long, not text, or has several lines
 */
export async function readSecret(streams: Streams, prompt: string): Promise<string> {
  const given = streams.stdin.isTTY
    ? Buffer.from(await askHidden({ input: streams.stdin, output: streams.stderr }, prompt))
    : await readBounded(streams.stdin);
  if (given.length > MAX_SECRET_BYTES)
    throw new CommandError(`stdin: more than ${MAX_SECRET_BYTES} bytes: pipe in the secret alone.`);
  const secret = decode(given).replace(/\r?\n$/, "");
  if (secret === "") throw new CommandError("stdin: empty: pipe the secret in, or type it at the prompt.");
  if (/[\r\n]/.test(secret)) throw new CommandError("stdin: several lines: pipe in the secret alone.");
  return secret;
}

/** Reads one byte more than a secret may have, at least, and then no further. */
async function readBounded(stdin: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes.subarray(0, MAX_SECRET_BYTES + 1));
    length += bytes.length;
    if (length > MAX_SECRET_BYTES) break; // which also closes stdin
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError("stdin: not UTF-8 text: pipe in the secret alone.");
  }
}
