import { Hono } from "hono";
import type { Session } from "./access/sessions";

/** What a response may do in the browser; see {@link file://./access/headers.ts}. */
export type ContentPolicy = "page" | "page-with-frame" | "message";

/** What a handler of the console finds in Hono's context. */
export interface ConsoleEnv {
  Variables: {
    session: Session;
    /** Set by a handler whose response needs another than that of a page. */
    contentPolicy: ContentPolicy | undefined;
  };
}

export type ConsolePage = Hono<ConsoleEnv>;

/** An empty page, for its routes to be added. */
export function consolePage(): ConsolePage {
  return new Hono<ConsoleEnv>();
}
