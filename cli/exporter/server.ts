import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiClient } from "../api/client";
import { CommandError } from "../shared/context";
import { isLocalRequest } from "./local-request";
import type { ListenAddress } from "./listen-address";

export interface Exporter {
  /** Without a path. */
  url: string;
  close(): Promise<void>;
}

const PROMETHEUS = "/metrics/prometheus";
/** Prometheus's usual path, and those of the API. */
const PATHS: ReadonlyMap<string, string> = new Map([
  ["/metrics", PROMETHEUS],
  [`/api${PROMETHEUS}`, PROMETHEUS],
  ...["bounces", "complaints", "violations", "suppressions", "summary"].map((name): [string, string] => [
    `/api/metrics/email/${name}`,
    `/metrics/email/${name}`,
  ]),
]);

/**
 * Serves the API's reports on this machine: each request is signed with the caller's credentials and passed on. Only
 * reading; nothing that changes a list.
 *
 * @param onError called with a sentence for each request that the API could not answer
 * @throws CommandError if it cannot listen on the address
 */
export async function startExporter(
  api: Pick<ApiClient, "read">,
  { host, port }: ListenAddress,
  onError: (problem: string) => void,
): Promise<Exporter> {
  const server = createServer((request, response) => {
    void answer(api, request, response).catch((error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      onError(problem);
      if (response.headersSent) response.destroy();
      else send(response, 502, "text/plain; charset=utf-8", `${problem}\n`);
    });
  });
  await listen(server, { host, port });
  const { address, family, port: given } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${given}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      `--listen: cannot listen on ${host}:${port} (${code ?? "error"}): use another port.`,
      {
        cause: error,
      },
    );
  }
}

async function answer(
  api: Pick<ApiClient, "read">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const path = PATHS.get(pathname);
  if (!isLocalRequest(request.headers))
    return send(response, 403, "text/plain; charset=utf-8", "Only for programs on this machine.\n");
  if (path === undefined)
    return send(response, 404, "text/plain; charset=utf-8", `Try ${[...PATHS.keys()].join(", ")}.\n`);
  if (request.method !== "GET" && request.method !== "HEAD")
    return send(
      response,
      405,
      "text/plain; charset=utf-8",
      "Use GET; `ses-smtp suppression` changes the list.\n",
    );
  const { status, type, text } = await api.read(path, Object.fromEntries(searchParams));
  send(response, status, type, request.method === "HEAD" ? "" : text);
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response
    .writeHead(status, {
      "content-type": type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    })
    .end(text);
}
