import PostalMime, { type Email } from "postal-mime";

import type { AcceptedMessage } from "../submission/submission-server";

/** A message as the mailbox shows it. */
export interface ParsedMessage extends Pick<Email, "headers" | "attachments" | "text" | "html"> {
  /** Why there is nothing to show but the raw source. */
  problem?: string;
}

/** The mailbox answers nobody else while it parses. A mail client writes a few dozen parts. */
const MAX_PARTS = 1_000;
const MAX_DEPTH = 100;

export async function parseMessage({ raw, shape }: AcceptedMessage): Promise<ParsedMessage> {
  if (shape.parts > MAX_PARTS || shape.depth > MAX_DEPTH) {
    return unparsed(`has ${shape.parts} parts, nested ${shape.depth} deep: too many to show`);
  }
  try {
    return await PostalMime.parse(raw);
  } catch (error) {
    return unparsed(`could not be parsed (${error instanceof Error ? error.message : String(error)})`);
  }
}

function unparsed(why: string): ParsedMessage {
  return { headers: [], attachments: [], problem: `This message ${why}. See its raw source.` };
}
