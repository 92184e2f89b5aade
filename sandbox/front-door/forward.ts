import { Agent, request as httpRequest, type IncomingMessage } from "node:http";

import { SECRET_HEADER } from "../emulator/health";
import type { Emulator } from "../emulator/start";
import { without } from "../provider/properties";
import type { FrontDoorRequest } from "./request";

/** Tells the emulator's HTTP APIs (http_apis.py) why a request is refused. */
export const REFUSAL_HEADER = "x-ses-smtp-refusal";

type Forwarded = Pick<FrontDoorRequest, "method" | "headers" | "body">;

/** Forwards requests to the emulator with its secret and otherwise unchanged, over keep-alive connections. */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly target: URL;

  constructor(private readonly emulator: Pick<Emulator, "url" | "secret">) {
    this.target = new URL(emulator.url);
  }

  /** @param url path and query, exactly as received */
  async send(url: string, { method, headers, body }: Forwarded): Promise<IncomingMessage> {
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
          headers: { ...forwarded, "content-length": body.length, [SECRET_HEADER]: this.emulator.secret },
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

/** Drops the headers of a single connection, and the emulator's CORS headers, which would admit web pages. */
export function endToEndHeaders(headers: IncomingMessage["headers"]): Record<string, string> {
  const kept = without(headers, "connection", "keep-alive", "transfer-encoding") as Record<string, string>;
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !name.startsWith("access-control-")));
}
