import type { IncomingHttpHeaders } from "node:http";

/**
 * Why a request must be rejected because a web page could have made it; undefined if none could.
 *
 * A browser sends `Origin` with every cross-origin request that has a body, and `Sec-Fetch-Site` with every request to
 * this machine (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header). A foreign domain that resolves to
 * 127.0.0.1 shows in the Host header.
 */
export function webPageProblem(headers: IncomingHttpHeaders, port: number): string | undefined {
  const { host = "", origin } = headers;
  const hosts = ["127.0.0.1", "localhost", "[::1]"].map(name => `${name}:${port}`);
  if (!hosts.includes(host.toLowerCase()))
    return `Use 127.0.0.1:${port} or localhost:${port} as the host name.`;
  const site = headers["sec-fetch-site"];
  const isForeign = origin !== undefined || (site !== undefined && site !== "none" && site !== "same-origin");
  return isForeign
    ? "The sandbox accepts requests from programs on this machine, not from web pages."
    : undefined;
}
