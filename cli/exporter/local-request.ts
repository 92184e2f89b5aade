import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request comes from a program on this machine, and not from a page in its browser: a page of another site says
 * where it is from, and one whose own name was made to point here (DNS rebinding) has that name as the host.
 */
export function isLocalRequest({ host = "", origin, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (origin !== undefined) return false;
  if (site !== undefined && site !== "none" && site !== "same-origin") return false;
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}
