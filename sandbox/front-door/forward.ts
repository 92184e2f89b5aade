import { Agent, request as httpRequest, type IncomingMessage } from "node:http";

import { without } from "../provider/properties";
import type { FrontDoorRequest } from "./request";

/** Forwards requests to the emulator unchanged, over keep-alive connections. */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly target: URL;

  constructor(emulatorUrl: string) {
    this.target = new URL(emulatorUrl);
  }

  /** @param url path and query, exactly as received */
  async send(url: string, { method, headers, body }: FrontDoorRequest): Promise<IncomingMessage> {
    // The caller's Host is kept: it is part of the signature, and API Gateway APIs are addressed by it.
    const forwarded = without(headers, "connection", "transfer-encoding", "expect");
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          agent: this.agent,
          hostname: this.target.hostname,
          port: this.target.port,
          method,
          path: url,
          headers: { ...forwarded, "content-length": body.length },
        },
        resolve,
      );
      outgoing.once("error", reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
