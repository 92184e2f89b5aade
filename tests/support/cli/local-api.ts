import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { API_ROUTES, type ApiAction } from "../../../handlers/shared/api-routes";
import { type ApiOptions, type CallOptions, startApi } from "../api/call";
import type { RecordedEmails } from "../api/recorded-emails";
import { withEnvironment } from "./environment";
import { type Result, runCommand } from "./run-command";

/** The API's function on a table in memory, behind HTTP. The test plays the manager and the recorder. */
export interface LocalApi {
  url: string;
  /** What the recorder wrote. */
  emails: RecordedEmails;
  /** Runs any `ses-smtp …` against it, with more environment variables. */
  command(args: string[], environment?: Record<string, string | undefined>): Promise<Result>;
  /** Runs `ses-smtp credential …` against it. */
  run(...args: string[]): Promise<Result>;
  /** Writes attributes of a record as the manager does. */
  publish(username: string, attributes: Record<string, AttributeValue>): void;
  close(): Promise<void>;
}

/** @param onChange called after each change, where the manager would start to work */
export async function startLocalApi(
  onChange: (api: LocalApi) => void = () => undefined,
  options: ApiOptions = {},
): Promise<LocalApi> {
  const { call, dynamodb, emails } = startApi(options);
  const server = createServer((request, response) => {
    void (async () => {
      const { action, names } = routeOf(request);
      const options = await optionsOf(request);
      const event = { pathParameters: names };
      const { statusCode, headers, text } = await call(action, names.username, { ...options, event });
      if (action !== "getCredential") onChange(api);
      response.writeHead(statusCode, headers).end(text);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    SES_SMTP_API_URL: url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_PROFILE: undefined,
  };
  const api: LocalApi = {
    url,
    emails,
    run: (...args) => api.command(["credential", ...args]),
    command: (args, more = {}) => withEnvironment({ ...environment, ...more }, () => runCommand(args)),
    publish: (username, attributes) => {
      dynamodb.put({ ...dynamodb.get("SMTP_USER", `USER#${username}`), ...attributes });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return api;
}

/** The route that API Gateway would select, and its path parameters, decoded. */
function routeOf({ method = "", url = "" }: IncomingMessage): {
  action: ApiAction;
  names: Record<string, string>;
} {
  const given = new URL(url, "http://localhost").pathname.split("/");
  for (const [action, routeKey] of Object.entries(API_ROUTES)) {
    const [routeMethod, path = ""] = routeKey.split(" ");
    const parts = path.split("/");
    const fits = parts.every((part, index) => part === given[index] || (isName(part) && given[index]));
    if (routeMethod !== method || parts.length !== given.length || !fits) continue;
    const names = parts.flatMap((part, index): [string, string][] =>
      isName(part) ? [[part.slice(1, -1), decodeURIComponent(given[index] ?? "")]] : [],
    );
    return { action: action as ApiAction, names: Object.fromEntries(names) };
  }
  throw new Error(`No route for ${method} ${url}.`);
}

function isName(part: string): boolean {
  return part.startsWith("{");
}

async function optionsOf(request: IncomingMessage): Promise<CallOptions> {
  const body = await text(request);
  const query = Object.fromEntries(new URL(request.url ?? "", "http://localhost").searchParams);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return { headers, query, ...(body === "" ? {} : { body }) };
}
