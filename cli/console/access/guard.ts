import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { ConsoleEnv } from "../environment";
import { isSameSecret } from "./secrets";
import type { Sessions } from "./sessions";

/** The field of every form that has the session's page token; scripts send it as a header. */
export const PAGE_TOKEN_FIELD = "_page_token";
const PAGE_TOKEN_HEADER = "x-page-token";

/** Cookies are shared by all ports of a host: two consoles must not overwrite each other's. */
export function cookieName(port: number): string {
  return `ses_smtp_console_${port}`;
}

/** The address under which the console was opened, and no other name that resolves to this machine (DNS rebinding). */
export function requireHost(port: number): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header("host") !== hostOf(port)) return c.text("This is not the console's address.\n", 421);
    return next();
  };
}

/**
 * Lets only the pages of this console, or the user by typing an address, read; and only its own forms write. A browser
 * says by Sec-Fetch-Site who has made it send a request (Fetch Metadata), and every one that is still maintained does so
 * (Chrome 76, Firefox 90, Safari 16.4). Where the header is missing the request is refused, because the cookie alone
 * proves little: `SameSite=Strict` lets a page of any other port of 127.0.0.1 send it.
 *
 * @param readOnly refuse whatever is not a read
 */
export function guard(sessions: Sessions, port: number, readOnly: boolean): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    const site = c.req.header("sec-fetch-site");
    if (site !== "same-origin" && !(isRead && site === "none"))
      return c.text("Refused: the request does not come from a page of the console.\n", 403);
    const session = sessions.find(getCookie(c, cookieName(port)) ?? "");
    if (session === undefined)
      return c.text(
        "Not signed in. Open the file that ses-smtp console printed, or start the console again.\n",
        401,
      );
    c.set("session", session);
    if (isRead) return next();
    if (c.req.header("origin") !== `http://${hostOf(port)}`)
      return c.text("Refused: the request does not come from a page of the console.\n", 403);
    if (!isSameSecret(await pageTokenOf(c), session.pageToken))
      return c.text("Refused: the form is not one of this session. Reload the page and try again.\n", 403);
    if (readOnly)
      return c.text(
        "The console was started with --read-only: it neither changes nor reveals anything.\n",
        403,
      );
    return next();
  };
}

async function pageTokenOf(c: Context): Promise<string> {
  const sent = c.req.header(PAGE_TOKEN_HEADER);
  if (sent !== undefined) return sent;
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(c.req.header("content-type") ?? ""))
    return "";
  const field = (await c.req.formData()).get(PAGE_TOKEN_FIELD);
  return typeof field === "string" ? field : "";
}

export function hostOf(port: number): string {
  return `127.0.0.1:${port}`;
}
