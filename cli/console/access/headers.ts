import type { MiddlewareHandler } from "hono";
import type { ConsoleEnv, ContentPolicy } from "../environment";

const PAGE = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

/**
 * - `page`: only what the console itself serves, and no inline script or style.
 * - `page-with-frame`: the same, and it may frame documents of the console.
 * - `message`: the HTML of an email, to be framed by the page. `sandbox` gives it an origin of its own without scripts,
 *   forms or links; its inline styles and embedded images are shown, and nothing is loaded from the network.
 */
const POLICIES: Readonly<Record<ContentPolicy, string>> = {
  page: [...PAGE, "frame-ancestors 'none'"].join("; "),
  "page-with-frame": [...PAGE, "frame-src 'self'", "frame-ancestors 'none'"].join("; "),
  message:
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; " +
    "frame-ancestors 'self'",
};

/**
 * The headers of every response. The referrer policy is `same-origin`, not `no-referrer`, for pages with a session: with
 * `no-referrer` a browser sends `Origin: null` with a form's POST (Fetch Standard, "append a request `Origin` header"),
 * which could not be told from a foreign sandboxed page. Nothing goes to another origin with either; the response to the
 * one-time token, whose address must not be passed on to anybody, has `no-referrer`.
 */
export const responseHeaders: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set("content-security-policy", POLICIES[c.get("contentPolicy") ?? "page"]);
  headers.set("cache-control", "no-store");
  headers.set("referrer-policy", headers.get("referrer-policy") ?? "same-origin");
  headers.set("x-content-type-options", "nosniff");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
};
