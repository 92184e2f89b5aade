import { join } from "node:path";
import { Worker } from "node:worker_threads";

import type { AcceptedMessage } from "../submission/accepted-message";

/** A message as the mailbox shows it. */
export interface ParsedMessage {
  headers: readonly { name: string; value: string }[];
  text?: string;
  html?: string;
  attachments: readonly { filename: string | null; mimeType: string; size: number }[];
  /** Why there is nothing to show but the raw source. */
  problem?: string;
}

/** A mail client writes a few dozen parts. */
const MAX_PARTS = 1_000;
const MAX_DEPTH = 100;

/** Somebody waits for it, and 40 MB of ordinary mail take less than a second. */
const MAX_PARSE_MS = 10_000;
const MAX_HEAP_MB = 1_024;

const WORKER = join(__dirname, "parse-worker.js");

/** One attachment. */
export interface Attachment {
  filename: string | null;
  mimeType: string;
  content: Uint8Array;
}

/**
 * Parses in a thread of its own: whatever a message is, the sandbox goes on.
 *
 * @param inlined the images that the message brings stand in its HTML as data, in place of their `cid:`
 */
export function parseMessage(message: AcceptedMessage, inlined = false): Promise<ParsedMessage> {
  return parsed(message, inlined ? "inlined" : "summary", why => ({
    headers: [],
    attachments: [],
    problem: `This message ${why}. See its raw source.`,
  }));
}

/** @param index among the message's attachments @returns undefined if there is none */
export async function attachmentOf(message: AcceptedMessage, index: number): Promise<Attachment | undefined> {
  const found = await parsed<Partial<Attachment>>(message, index, () => ({}));
  return found.content === undefined ? undefined : (found as Attachment);
}

async function parsed<Result>(
  { raw, shape }: AcceptedMessage,
  want: "summary" | "inlined" | number,
  unparsed: (why: string) => Result,
): Promise<Result> {
  if (shape.parts > MAX_PARTS || shape.depth > MAX_DEPTH) {
    return unparsed(`has ${shape.parts} parts, nested ${shape.depth} deep: too many to show`);
  }
  const worker = new Worker(WORKER, {
    workerData: { raw, want },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const late = setTimeout(() => void worker.terminate(), MAX_PARSE_MS);
  try {
    return await new Promise<Result>(resolve => {
      worker.once("message", resolve);
      worker.once("error", error => resolve(unparsed(`could not be parsed (${error.message})`)));
      worker.once("exit", () => resolve(unparsed("takes too long to parse")));
    });
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
