import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ConsoleContext, type ConsoleOptions, openConsoleContext } from "../../../cli/console/context";
import { type Console, startConsole } from "../../../cli/console/server";
import { withEnvironment } from "../cli/environment";
import { type LocalApi, startLocalApi } from "../cli/local-api";
import { HttpBrowser } from "./http-browser";

/** A console in this process on the API's function, whose table is in memory. */
export interface LocalConsole {
  api: LocalApi;
  console: Console;
  context: ConsoleContext;
  /** Has opened it. */
  browser: HttpBrowser;
  /** What no page expected; a test looks at it, or fails at the end. */
  errors: unknown[];
  /** How often the API was called so far. */
  calls(): number;
  /** Runs work while KMS decrypts every password to this one. */
  withPassword<Result>(password: string, work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** @param onChange as of {@link startLocalApi} */
export async function startLocalConsole(
  options: ConsoleOptions = {},
  onChange?: (api: LocalApi) => void,
  over: Partial<ConsoleContext> = {},
): Promise<LocalConsole> {
  const api = await startLocalApi(onChange);
  const environment = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_PROFILE: undefined,
  };
  const errors: unknown[] = [];
  const context = await withEnvironment(environment, () =>
    openConsoleContext({ apiUrl: api.url, ...options }, undefined),
  );
  Object.assign(context, over);
  let calls = 0;
  const call = context.api.call.bind(context.api);
  context.api.call = async <Body>(...parameters: Parameters<typeof call>) => {
    calls++;
    return call<Body>(...parameters);
  };
  const console = await startConsole(context, 0, error => errors.push(error));
  const browser = new HttpBrowser(await linkIn(console.file));
  await browser.open();
  return {
    ...{ api, console, context, browser, errors },
    calls: () => calls,
    withPassword: (password, work) => withKms(password, environment, work),
    async close() {
      await console.close();
      await api.close();
    },
  };
}

async function withKms<Result>(
  password: string,
  environment: Record<string, string | undefined>,
  work: () => Promise<Result>,
): Promise<Result> {
  const body = JSON.stringify({ Plaintext: Buffer.from(password).toString("base64") });
  const kms = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(body);
  }).listen(0, "127.0.0.1");
  await once(kms, "listening");
  const { port } = kms.address() as AddressInfo;
  try {
    return await withEnvironment({ ...environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }, work);
  } finally {
    kms.closeAllConnections();
    kms.close();
  }
}

/** The address in a redirect file. */
export async function linkIn(file: string): Promise<string> {
  const link = /href="([^"]+)"/.exec(await readFile(file, "utf8"))?.[1];
  if (link === undefined) throw new Error("The redirect file has no link.");
  return link;
}
