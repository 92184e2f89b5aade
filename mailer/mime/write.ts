import { Readable } from "node:stream";
import type { Reader } from "../content/content";
import { ContentError } from "../content/content-error";
import { type LineKind, LineScan } from "../content/lines";
import { CONTENT_PER_BLOCK, encodeLines } from "./base64";
import { Blocks } from "./blocks";
import { field } from "./fields";
import { parameterField } from "./parameters";
import type { Large, Part } from "./part";

/** How far the stream reads ahead of the connection. */
const READ_AHEAD_BYTES = 16 * 1024;

/**
 * A new stream of a whole message.
 *
 * @param header the message's fields
 * @param boundary a text that occurs in none of the parts
 * @param isReused the bytes of a chunk are valid only until 500 kB later: for a connection alone
 */
export function messageStream(
  header: readonly string[],
  body: Part,
  boundary: string,
  isReused: boolean,
): Readable {
  const pieces = merged([
    [...header, field("MIME-Version", ["1.0"])].join("\r\n"),
    "\r\n",
    ...piecesOf(body, numbered(boundary)),
    "\r\n",
  ]);
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === "string")
    return Readable.from([Buffer.from(only, "latin1")], { objectMode: false });
  const chunks = chunksOf(pieces, new Blocks(isReused));
  return Readable.from(chunks, { objectMode: false, highWaterMark: READ_AHEAD_BYTES });
}

/** Each multipart has a boundary of its own. */
function numbered(boundary: string): () => string {
  let count = 0;
  return () => `${boundary}-${++count}`;
}

function* piecesOf(part: Part, nextBoundary: () => string): Generator<string | Large> {
  if ("fields" in part) {
    yield `${part.fields.join("\r\n")}\r\n\r\n`;
    yield part.body;
    return;
  }
  const { subtype, children } = part;
  const boundary = nextBoundary();
  // RFC 2387: the root of a related part is its HTML.
  const type = subtype === "related" ? [["type", "text/html"] as const] : [];
  yield parameterField("Content-Type", `multipart/${subtype}`, [...type, ["boundary", boundary]]);
  yield "\r\n";
  for (const child of children) {
    yield `\r\n--${boundary}\r\n`;
    yield* piecesOf(child, nextBoundary);
  }
  yield `\r\n--${boundary}--\r\n`;
}

function merged(pieces: readonly (string | Large)[]): (string | Large)[] {
  const result: (string | Large)[] = [];
  let text: string[] = [];
  for (const piece of pieces) {
    if (typeof piece === "string") text.push(piece);
    else {
      result.push(text.join(""), piece);
      text = [];
    }
  }
  return [...result, text.join("")];
}

async function* chunksOf(pieces: readonly (string | Large)[], blocks: Blocks): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (typeof piece === "string") yield Buffer.from(piece, "latin1");
    else {
      const reader = await piece.content.open();
      try {
        yield* piece.encoding === "base64" ? base64Of(reader, blocks) : linesOf(reader, piece.lines, blocks);
      } finally {
        await reader.close();
      }
    }
  }
}

async function* base64Of(reader: Reader, blocks: Blocks): AsyncGenerator<Buffer> {
  const content = Buffer.allocUnsafe(CONTENT_PER_BLOCK);
  for (;;) {
    const filled = await reader.read(content);
    if (filled === 0) return;
    const block = blocks.take();
    yield block.subarray(0, encodeLines(content, filled, block));
  }
}

/** @throws ContentError where it is no longer what it was when the message was composed */
async function* linesOf(reader: Reader, expected: LineKind, blocks: Blocks): AsyncGenerator<Buffer> {
  const scan = new LineScan();
  for (;;) {
    const block = blocks.take();
    const filled = await reader.read(block);
    scan.add(block.subarray(0, filled));
    const kind = filled === 0 ? scan.end() : scan.kind;
    if (kind === "never" || (kind === "8bit" && expected === "7bit")) throw changed();
    if (filled === 0) return;
    yield block.subarray(0, filled);
  }
}

function changed(): ContentError {
  return new ContentError({
    key: "attachments",
    problem: "an attached message changed while it was sent",
    remedy: "attach a copy that stays the same",
  });
}
