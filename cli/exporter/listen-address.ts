import { isIP } from "node:net";
import { UsageError } from "../shared/context";

export interface ListenAddress {
  host: string;
  port: number;
}

/**
 * Reads `127.0.0.1:9464`, `[::1]:9464` or `localhost:9464`. This server does not authenticate requests, so it listens on
 * this machine only.
 *
 * @throws UsageError
 */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535)
    throw new UsageError("--listen", `${JSON.stringify(text)} is not host:port`, "use 127.0.0.1:9464");
  if (!isLoopback(host))
    throw new UsageError(
      "--listen",
      `${JSON.stringify(host)} is reachable from other machines, and the exporter does not authenticate requests`,
      "use 127.0.0.1:9464; if others need access, put a proxy that authenticates them in front",
    );
  return { host, port: Number(port) };
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "::1" || host === "localhost";
}
