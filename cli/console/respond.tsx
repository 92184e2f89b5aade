/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { HtmlEscapedString } from "hono/utils/html";
import type { NoticeText } from "./access/sessions";
import type { ConsoleEnv } from "./environment";

/** Answers with a whole page. @param body a `<Layout>` */
export async function page(
  c: Context<ConsoleEnv>,
  body: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: 200 | 400 | 404 | 409 | 500 | 502 = 200,
): Promise<Response> {
  return c.html(`<!doctype html>${String(await body)}`, status);
}

/** Ends a POST: the next page says what happened, and reloading it repeats nothing. */
export function seeOther(c: Context<ConsoleEnv>, path: string, notice?: NoticeText): Response {
  if (notice !== undefined) c.get("session").notices.push(notice);
  return c.redirect(path, 303);
}
