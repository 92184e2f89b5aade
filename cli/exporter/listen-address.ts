import { isIP } from "node:net";
import { UsageError } from "../shared/context";

export interface ListenAddress {
  host: string;
  port: number;
}

/**
 * Reads `127.0.0.1:9464`, `[::1]:9464` or `localhost:9464`. Nobody signs in at this server, so that it listens to this
 * machine only.
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
      `${JSON.stringify(host)} can be reached from other machines, and the exporter asks nobody who they are`,
      "use 127.0.0.1:9464, behind a proxy that does if others need it",
    );
  return { host, port: Number(port) };
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "::1" || host === "localhost";
}
