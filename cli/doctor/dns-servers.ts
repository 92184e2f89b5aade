import { getServers } from "node:dns";
import { isIP, isIPv6 } from "node:net";
import { UsageError } from "../shared/context";
import type { DnsServer } from "./lookup/client";

/** Cloudflare's and Google's: what most receivers' resolvers see, not what a company's own network answers. */
const PUBLIC_RESOLVERS = ["1.1.1.1", "8.8.8.8"];

const DNS_PORT = 53;

/** Where the name is set, for messages. */
const OPTION = "--dns-server";

/**
 * @param text addresses separated by commas, each with a port if it is not 53; undefined: public resolvers, then the system's
 * @throws UsageError
 */
export function dnsServers(text: string | undefined): DnsServer[] {
  if (!text) return [...PUBLIC_RESOLVERS, ...getServers()].map(each => serverOf(each));
  return text.split(",").map(each => serverOf(each.trim()));
}

function serverOf(text: string): DnsServer {
  const [, bracketed, host, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isIPv6(text) ? text : (bracketed ?? host ?? "");
  const number = port === undefined ? DNS_PORT : Number(port);
  if (isIP(address) && number > 0 && number < 65_536) return { address, port: number };
  throw new UsageError(
    OPTION,
    `${JSON.stringify(text)} is not an IP address`,
    "use one such as 9.9.9.9, 127.0.0.1:5353 or [2620:fe::fe]:53",
  );
}
