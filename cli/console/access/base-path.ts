import type { MiddlewareHandler } from "hono";
import type { ConsoleEnv } from "../environment";

/** Attributes with an address of the console, as `hono/jsx` writes them. */
const LOCAL_ADDRESS = / (href|src|action|formaction|data-live)="\/(?!\/)/g;

/**
 * Pages write addresses as if the console stood at the root; this puts them below its secret path. Text from elsewhere
 * cannot match: its quotation marks are escaped. An email's own HTML is left as it is.
 *
 * The path is secret because browsers send cookies to every port of a host (RFC 6265, section 8.5): without it, a server
 * of another user on another port of 127.0.0.1 would be sent the session's cookie.
 */
export function belowPath(base: string): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    await next();
    const { headers, status } = c.res;
    const location = headers.get("location");
    if (location?.startsWith("/")) headers.set("location", `${base}${location}`);
    const isPage = headers.get("content-type")?.startsWith("text/html");
    if (!isPage || c.get("contentPolicy") === "message") return;
    const html = (await c.res.text()).replaceAll(LOCAL_ADDRESS, ` $1="${base}/`);
    c.res = new Response(html, { status, headers });
  };
}
