import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { IAMClient } from "@aws-sdk/client-iam";

import { portTaken } from "../emulator/port";
import { reason } from "../shared/sandbox-error";
import { without } from "../provider/properties";
import type { ApiRequest, ApiResponse, SmtpIdentities } from "../ses";
import { refusal, type Answer } from "./http-response";
import { CallLog, type Calls } from "./call-log";
import { FaultList, type Faults, type Verdict } from "./injected-faults";
import { Forwarder } from "./forward";
import { isLimited, refusedByLimits } from "./iam-limits";
import { isListing, paged } from "./response-rewrites";
import { LiveIdentities } from "./iam-identities";
import { namesQueues, queuesAtDoor } from "./queue-urls";
import { readBody } from "./read-body";
import { KeySecrets } from "./key-secrets";
import { readRequest, type FrontDoorRequest } from "./request";

export interface FrontDoorOptions {
  readonly emulatorUrl: string;
  readonly region: string;
  /** Twelve digits; whose IAM the identities are looked for in. */
  readonly accountId: string;
  /** Local SES's control plane. */
  readonly sesApi: (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;
  readonly port?: number;
}

export interface FrontDoor {
  readonly url: string;
  readonly identities: SmtpIdentities;
  readonly faults: Faults;
  readonly calls: Calls;
  close(): Promise<void>;
}

/** Starts the one AWS endpoint that clients and functions are given. */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const door = new Door(options);
  const server = createServer((incoming, outgoing) => {
    door.serve(incoming, outgoing).catch((thrown: unknown) => {
      if (!outgoing.headersSent) give(outgoing, refusal("", 502, "ServiceUnavailable", reason(thrown)));
      else outgoing.destroy();
    });
  });
  server.keepAliveTimeout = 75_000; // longer than SDK clients keep theirs: whoever closes first races the next call
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    identities: door.identities,
    faults: door.faults,
    calls: door.calls,
    close: async () => {
      await new Promise<void>(resolve => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
      door.close();
    },
  };
}

class Door {
  readonly faults = new FaultList();
  readonly calls = new CallLog();
  readonly identities: SmtpIdentities;
  private readonly secrets = new KeySecrets();
  private readonly forwarder: Forwarder;
  private readonly iam: IAMClient;
  private limited: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FrontDoorOptions) {
    const { emulatorUrl, region, accountId } = options;
    this.forwarder = new Forwarder(emulatorUrl);
    const credentials = { accessKeyId: accountId, secretAccessKey: "sandbox" };
    this.iam = new IAMClient({ endpoint: emulatorUrl, region, credentials });
    this.identities = new LiveIdentities(this.iam, this.secrets);
  }

  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    if (isFromAPage(headers)) {
      give(
        outgoing,
        refusal("", 403, "AccessDenied", "The sandbox serves this machine's programs, not web pages."),
      );
      return;
    }
    const body = await readBody(incoming);
    if (body === undefined) {
      give(outgoing, refusal("", 413, "RequestEntityTooLargeException", "Request is larger than 64 MB"));
      return;
    }
    const request = readRequest(method, url, headers, body);
    const verdict = await this.faults.judge(request);
    if (verdict.cut === "before") {
      this.cut(request, outgoing);
    } else if (verdict.answer !== undefined) {
      this.answer(request, outgoing, verdict.answer);
    } else {
      await this.pass(request, url, outgoing, verdict);
    }
  }

  close(): void {
    this.forwarder.close();
    this.iam.destroy();
  }

  /** Carries a request out, by local SES or the emulator, and answers, or cuts the connection afterwards. */
  private async pass(
    request: FrontDoorRequest,
    url: string,
    outgoing: ServerResponse,
    { cut, onEffect }: Verdict,
  ): Promise<void> {
    if (request.service === "ses" && request.path.startsWith("/v2/email/")) {
      const answer = await this.askSes(request);
      if (cut) this.cut(request, outgoing, onEffect);
      else this.answer(request, outgoing, answer);
    } else if (cut || request.service === "iam" || namesQueues(request)) {
      const answer = isLimited(request)
        ? await this.inTurn(() => this.askInFull(request, url))
        : await this.askInFull(request, url);
      if (cut) this.cut(request, outgoing, onEffect);
      else this.answer(request, outgoing, answer);
    } else {
      const answer = await this.forwarder.send(url, request);
      this.calls.note(request, answer.statusCode);
      outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      await pipeline(answer, outgoing);
    }
  }

  private async askSes({ method, path, query, body }: FrontDoorRequest): Promise<Answer> {
    const { sesApi } = this.options;
    const answer = await sesApi({ method, path, query, body: body.toString("utf8") });
    const headers = { "content-type": "application/json", ...answer.headers };
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
    return { status: answer.status, headers, body: text };
  }

  /** The emulator's answer in full, held to IAM's limits, learned from, and with queues at this door. */
  private async askInFull(request: FrontDoorRequest, url: string): Promise<Answer> {
    const refused = request.service === "iam" ? await refusedByLimits(request, this.iam) : undefined;
    if (refused !== undefined) return refused;
    const answer = await this.forwarder.send(url, request);
    const [status, body] = [answer.statusCode ?? 502, await text(answer)];
    if (status === 200 && request.action === "CreateAccessKey") this.secrets.learn(body, new Date());
    if (status === 200 && request.action === "DeleteAccessKey")
      this.secrets.forget(request.form.get("AccessKeyId") ?? "");
    const headers = without(endToEnd(answer.headers), "content-length");
    if (status !== 200) return { status, headers, body };
    if (namesQueues(request)) return { status, headers, body: queuesAtDoor(request, body) };
    return { status, headers, body: isListing(request) ? paged(request, body) : body };
  }

  /** One after the other: two at once could both find room for the last key. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.limited.then(work);
    this.limited = turn.catch(() => undefined); // told to its own caller
    return turn;
  }

  private answer(request: FrontDoorRequest, outgoing: ServerResponse, answer: Answer): void {
    this.calls.note(request, answer.status);
    give(outgoing, answer);
  }

  private cut(request: FrontDoorRequest, outgoing: ServerResponse, first?: () => void): void {
    first?.();
    this.calls.note(request, undefined);
    outgoing.destroy();
  }
}

/** A page that a browser has open could otherwise make functions here, and run what it likes on this machine. */
function isFromAPage({ host = "", origin }: IncomingMessage["headers"]): boolean {
  return origin !== undefined || !/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
}

function give(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  outgoing.end(body);
}

/** Without the headers that are about one connection only. */
function endToEnd(headers: IncomingMessage["headers"]): Record<string, string> {
  const kept = without(headers, "connection", "keep-alive", "transfer-encoding") as Record<string, string>;
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !name.startsWith("access-control-")));
}

async function text(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port) : error);
    });
    server.listen({ port, host: "127.0.0.1" }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
