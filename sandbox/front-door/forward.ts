import { Agent, request as httpRequest, type IncomingMessage } from "node:http";

import { without } from "../provider/properties";
import type { FrontDoorRequest } from "./request";

/** Passes requests on to the emulator as they are, over connections that are kept. */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly target: URL;

  constructor(emulatorUrl: string) {
    this.target = new URL(emulatorUrl);
  }

  /** @param url with its query, as it came: the emulator reads it once more */
  async send(url: string, { method, headers, body }: FrontDoorRequest): Promise<IncomingMessage> {
    // Host stays the caller's: it is part of what was signed, and names API Gateway's APIs.
    const passed = without(headers, "connection", "transfer-encoding", "expect");
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          agent: this.agent,
          hostname: this.target.hostname,
          port: this.target.port,
          method,
          path: url,
          headers: { ...passed, "content-length": body.length },
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
