import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { API_ROUTES, type ApiAction } from "../../../handlers/shared/api-routes";
import { type CallOptions, startApi } from "../api/call";
import { withEnvironment } from "./environment";
import { type Result, runCommand } from "./run-command";

/** The API's function on a table in memory, behind HTTP, for `ses-smtp credential`. The test plays the manager. */
export interface LocalApi {
  /** Runs `ses-smtp credential …` against it. */
  run(...args: string[]): Promise<Result>;
  /** Writes attributes of a record as the manager does. */
  publish(username: string, attributes: Record<string, AttributeValue>): void;
  close(): Promise<void>;
}

/** @param onChange called after each change, where the manager would start to work */
export async function startLocalApi(onChange: (api: LocalApi) => void = () => undefined): Promise<LocalApi> {
  const { call, dynamodb } = startApi();
  const server = createServer((request, response) => {
    void (async () => {
      const { action, username } = routeOf(request);
      const { statusCode, headers, body } = await call(action, username, await optionsOf(request));
      if (action !== "getCredential") onChange(api);
      response.writeHead(statusCode, headers).end(JSON.stringify(body));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const environment = {
    SES_SMTP_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_PROFILE: undefined,
  };
  const api: LocalApi = {
    run: (...args) => withEnvironment(environment, () => runCommand(["credential", ...args])),
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

function routeOf({ method = "", url = "" }: IncomingMessage): { action: ApiAction; username: string } {
  const [, , credentials = "", username = "", ...rest] = new URL(url, "http://localhost").pathname.split("/");
  const path = ["/api", credentials, ...(username ? ["{username}"] : []), ...rest].join("/");
  const found = Object.entries(API_ROUTES).find(([, route]) => route === `${method} ${path}`);
  if (found === undefined) throw new Error(`No route for ${method} ${url}.`);
  return { action: found[0] as ApiAction, username: decodeURIComponent(username) };
}

async function optionsOf(request: IncomingMessage): Promise<CallOptions> {
  const body = await text(request);
  const query = Object.fromEntries(new URL(request.url ?? "", "http://localhost").searchParams);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return { headers, query, ...(body === "" ? {} : { body }) };
}
