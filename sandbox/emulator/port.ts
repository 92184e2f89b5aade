import { createServer } from "node:net";

import { SandboxError } from "./sandbox-error";

/**
 * A port of 127.0.0.1 that is free now: the one asked for, or one the system picks.
 *
 * @throws SandboxError when the one asked for is taken
 */
export async function freePort(asked = 0): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(asked) : error);
    });
    server.listen({ port: asked, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : asked);
      });
    });
  });
}

export function portTaken(port: number): SandboxError {
  return new SandboxError(
    `Port ${port} of 127.0.0.1 is taken: stop what listens there, or ask for another port.`,
  );
}
