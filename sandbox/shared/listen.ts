import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SMTPServer } from "smtp-server";
import { SandboxError } from "./sandbox-error";

/** The only address that the sandbox's servers listen on. */
export const LOOPBACK = "127.0.0.1";

/**
 * Listens on the loopback address.
 *
 * @param port 0 picks a free port
 * @returns the port
 * @throws SandboxError when the port is in use
 */
export async function listen(server: HttpServer | SMTPServer, port = 0): Promise<number> {
  const netServer = "server" in server ? server.server : server;
  return new Promise((resolve, reject) => {
    netServer.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portInUse(port) : error);
    });
    netServer.listen(port, LOOPBACK, () => {
      resolve((netServer.address() as AddressInfo).port);
    });
  });
}

export function portInUse(port: number): SandboxError {
  return new SandboxError(
    `Port ${port} on ${LOOPBACK} is already in use: stop the process that listens there, or choose another port.`,
  );
}

/** Stops listening and closes every connection, idle or not. */
export async function closeServer(server: HttpServer): Promise<void> {
  await new Promise<void>(resolve => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
