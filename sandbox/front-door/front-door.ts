import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

import { HEALTH_PATH } from "../emulator/health";
import type { Emulator } from "../emulator/start";
import type { ServiceRequest } from "../iam/service-access";
import { without } from "../provider/properties";
import type { SmtpIdentities } from "../ses/submission/authentication";
import { rememberSecret, secretAccessKeyFor } from "../shared/account";
import { closeServer, listen, LOOPBACK } from "../shared/listen";
import { webPageProblem } from "../shared/loopback-request";
import { messageOf } from "../shared/sandbox-error";
import { admit, type Caller, isResponse } from "./admission";
import { accessDenied } from "./authorization/access-denied";
import { Authorizer } from "./authorization/authorize";
import { executionRoleError } from "./authorization/execution-roles";
import { givenRoleError } from "./authorization/given-roles";
import { CallLog, type Calls } from "./call-log";
import type { SesApi } from "./call-ses";
import { emulatorClients, type EmulatorClients } from "./emulator-client";
import { EntityQueue } from "./entity-queue";
import { endToEndHeaders, Forwarder, REFUSAL_HEADER } from "./forward";
import { errorResponse, type HttpResponse, send } from "./http-response";
import { IamIdentities } from "./iam-identities";
import { checkedEntity, isChecked, limitError } from "./iam-limits";
import { IssuedUrls, returnsDownloads } from "./issued-urls";
import { InjectedFaultList, type FaultEffect, type InjectedFaults } from "./injected-faults";
import { keyError } from "./kms-limits";
import { KeySecrets } from "./key-secrets";
import { LocalResponses } from "./local-responses";
import { readBody, readRequest, type FrontDoorRequest } from "./request";
import { emitServiceEvent, type ServiceEvent } from "./service-events";
import { isList, paginate, returnsQueueUrls, rewriteQueueUrls } from "./response-rewrites";

export interface FrontDoorOptions {
  readonly emulator: Pick<Emulator, "url" | "secret">;
  readonly region: string;
  /** Twelve digits: the account whose IAM users can log in to SMTP. */
  readonly accountId: string;
  /** Local SES's control plane. */
  readonly sesApi: SesApi;
  readonly port?: number;
  /** How long a deleted access key can still be found, because SMTP may still accept it. */
  readonly inactiveDelayMs?: number;
}

export interface FrontDoor {
  readonly url: string;
  /** Signs the requests of clients and functions; their access key ID is the account ID. */
  readonly secretAccessKey: string;
  readonly identities: SmtpIdentities;
  readonly faults: InjectedFaults;
  readonly calls: Calls;
  /** What ACM says about certificates. */
  readonly certificates: LocalResponses["certificates"];
  /** The secret of every access key that was created: a test looks for them where none may be. */
  createdSecrets(): readonly string[];
  /** Puts an event of an AWS service on the default bus, which no caller of the front door may do. */
  emitServiceEvent(event: ServiceEvent): Promise<void>;
  /**
   * Judges what a service delivers for one of the account's resources, such as SES's `sns:Publish` for a configuration
   * set.
   *
   * @returns why the resource's policy does not allow it, or undefined if it does
   */
  refusalOfService(request: ServiceRequest): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Starts the AWS endpoint that all clients and functions use. */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const handler = new RequestHandler(options);
  const server = createServer((incoming, outgoing) => {
    handler.handle(incoming, outgoing).catch((thrown: unknown) => {
      if (!outgoing.headersSent)
        send(outgoing, errorResponse("", 502, "ServiceUnavailable", messageOf(thrown)));
      else outgoing.destroy();
    });
  });
  server.keepAliveTimeout = 75_000; // longer than the SDKs' own, so that we never close a connection they are about to use
  const port = await listen(server, options.port);
  const url = `http://${LOOPBACK}:${port}`;
  handler.port = port;
  rememberSecret(url, handler.secretAccessKey);
  return {
    url,
    secretAccessKey: handler.secretAccessKey,
    identities: handler.identities,
    faults: handler.faults,
    calls: handler.calls,
    certificates: handler.local.certificates,
    createdSecrets: () => handler.secrets.created,
    emitServiceEvent: event => handler.emitServiceEvent(event),
    refusalOfService: request => handler.authorizer.refusalOfService(request),
    close: async () => {
      await closeServer(server);
      handler.close();
    },
  };
}

class RequestHandler {
  readonly faults = new InjectedFaultList();
  readonly calls = new CallLog();
  readonly identities: SmtpIdentities;
  readonly secretAccessKey: string;
  /** Known once the server listens. */
  port = 0;
  readonly secrets: KeySecrets;
  private readonly urls = new IssuedUrls();
  private readonly forwarder: Forwarder;
  private readonly clients: EmulatorClients;
  readonly authorizer: Authorizer;
  private readonly checked = new EntityQueue();
  readonly local: LocalResponses;

  constructor(private readonly options: FrontDoorOptions) {
    const { emulator, region, accountId } = options;
    this.secretAccessKey = secretAccessKeyFor(emulator.secret);
    this.local = new LocalResponses(options.sesApi);
    this.forwarder = new Forwarder(emulator);
    this.clients = emulatorClients(emulator, region, accountId);
    this.secrets = new KeySecrets(options.inactiveDelayMs ?? 0);
    this.authorizer = new Authorizer(this.clients, { region, accountId });
    this.identities = new IamIdentities(this.clients.iam, this.secrets);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    const problem = webPageProblem(headers, this.port);
    if (problem !== undefined) {
      send(outgoing, errorResponse("", 403, "AccessDenied", problem));
      return;
    }
    const unsigned = method === "GET" && url === HEALTH_PATH ? url : this.urls.find(method, url);
    if (unsigned !== undefined) {
      await this.relay(unsigned, { method, headers, body: Buffer.alloc(0) }, outgoing);
      return;
    }
    Reflect.deleteProperty(headers, REFUSAL_HEADER); // only the front door itself refuses
    const body = await readBody(incoming);
    if (body === undefined) {
      const message = "The request is larger than 64 MB.";
      send(outgoing, errorResponse("", 413, "RequestEntityTooLargeException", message));
      return;
    }
    const request = readRequest(method, url, headers, body);
    const caller = admit(request, url, { ...this.options, secretAccessKey: this.secretAccessKey });
    if (isResponse(caller)) {
      this.respond(request, outgoing, caller);
      return;
    }
    const effect = await this.faults.apply(request);
    if (effect.cut === "before") {
      this.cut(request, outgoing);
    } else if (effect.response !== undefined) {
      this.respond(request, outgoing, effect.response);
    } else {
      const refusal = await this.authorizer.refusal(request, caller);
      const response =
        refusal === undefined
          ? ((await keyError(request, this.authorizer.resources)) ??
            (await givenRoleError(request, this.authorizer)) ??
            (await executionRoleError(request, this.clients, this.authorizer)))
          : accessDenied(request, refusal);
      if (refusal !== undefined && request.service === "execute-api") {
        // The API itself answers, and notes it in its access log.
        const refused = { ...request, headers: { ...request.headers, [REFUSAL_HEADER]: refusal } };
        this.calls.record(request, await this.relay(url, refused, outgoing));
      } else if (response !== undefined) this.respond(request, outgoing, response);
      else await this.execute(request, url, outgoing, effect, caller);
    }
  }

  emitServiceEvent(event: ServiceEvent): Promise<void> {
    return emitServiceEvent(this.forwarder, this.options, event);
  }

  close(): void {
    this.forwarder.close();
    this.clients.close();
  }

  /** Executes a request in local SES or the emulator, then responds or, for a fault, closes the connection. */
  private async execute(
    request: FrontDoorRequest,
    url: string,
    outgoing: ServerResponse,
    { cut, onEffect }: FaultEffect,
    caller: Caller,
  ): Promise<void> {
    const local = await this.local.answer(request, caller, () => this.callEmulator(request, url));
    if (local !== undefined) {
      if (cut) this.cut(request, outgoing, onEffect);
      else this.respond(request, outgoing, local);
    } else if (cut || request.service === "iam" || returnsQueueUrls(request) || returnsDownloads(request)) {
      const response = isChecked(request)
        ? await this.checked.run(checkedEntity(request), () => this.callEmulator(request, url))
        : await this.callEmulator(request, url);
      if (cut) this.cut(request, outgoing, onEffect);
      else this.respond(request, outgoing, response);
    } else {
      const status = await this.relay(url, request, outgoing, () => {
        this.authorizer.forget(request);
      });
      this.calls.record(request, status);
    }
  }

  /** Passes the emulator's response on as it comes. @returns its status */
  private async relay(
    url: string,
    request: Pick<FrontDoorRequest, "method" | "headers" | "body">,
    outgoing: ServerResponse,
    onEffect: () => void = () => undefined,
  ): Promise<number | undefined> {
    const response = await this.forwarder.send(url, request);
    onEffect();
    outgoing.writeHead(response.statusCode ?? 502, endToEndHeaders(response.headers));
    await pipeline(response, outgoing);
    return response.statusCode;
  }

  /** The emulator's complete response, with IAM's limits enforced, new secrets noted and differences rewritten. */
  private async callEmulator(request: FrontDoorRequest, url: string): Promise<HttpResponse> {
    const rejected = request.service === "iam" ? await limitError(request, this.clients.iam) : undefined;
    if (rejected !== undefined) return rejected;
    const response = await this.forwarder.send(url, request);
    this.authorizer.forget(request);
    const [status, body] = [response.statusCode ?? 502, await text(response)];
    if (status === 200 && request.service === "iam") this.secrets.observe(request, body);
    const headers = without(endToEndHeaders(response.headers), "content-length");
    if (status >= 300) return { status, headers, body };
    if (returnsDownloads(request)) return this.urls.replace(request, { status, headers, body });
    if (returnsQueueUrls(request)) return { status, headers, body: rewriteQueueUrls(request, body) };
    return { status, headers, body: isList(request) ? paginate(request, body) : body };
  }

  private respond(request: FrontDoorRequest, outgoing: ServerResponse, response: HttpResponse): void {
    this.calls.record(request, response.status);
    send(outgoing, response);
  }

  private cut(request: FrontDoorRequest, outgoing: ServerResponse, onEffect?: () => void): void {
    onEffect?.();
    this.calls.record(request, undefined);
    outgoing.destroy();
  }
}
