import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { SMTPServer } from "smtp-server";

import { portTaken } from "../emulator/port";

export const HOST = "127.0.0.1";

/**
 * Listens on this machine only.
 *
 * @param port 0 lets the system choose
 * @returns the port
 * @throws SandboxError when the port is taken
 */
export async function listen(server: HttpServer | SMTPServer, port = 0): Promise<number> {
  const netServer = "server" in server ? server.server : server;
  return new Promise((resolve, reject) => {
    netServer.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port) : error);
    });
    netServer.listen(port, HOST, () => {
      resolve((netServer.address() as AddressInfo).port);
    });
  });
}
