import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import type { ConsoleContext } from "../../../cli/console/context";
import type { ConsoleEnv, ConsolePage } from "../../../cli/console/environment";
import { UsageError } from "../../../cli/shared/context";

interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * One page of the console without a server, new for each test.
 *
 * @param over of the context; what the page uses
 * @returns asks for a path; the header `x-policy` is the content policy that the page chose
 */
export function withPage(
  name: string,
  create: (context: ConsoleContext) => ConsolePage,
  over: Partial<ConsoleContext>,
): (path: string, init?: RequestInit) => Promise<Answer> {
  let app: Hono<ConsoleEnv>;
  beforeEach(() => {
    const api = { endpoint: { url: new URL("http://localhost"), region: "eu-central-1" } };
    const context = {
      ...{ api, options: {}, readOnly: false, sandbox: undefined },
      now: () => new Date(),
      ...over,
    };
    app = new Hono<ConsoleEnv>();
    app.use(contextStorage());
    app.use(async (c, next) => {
      c.set("session", { id: "session", pageToken: "token", notices: [] });
      await next();
      c.header("x-policy", c.var.contentPolicy ?? "page");
    });
    app.route(`/${name}`, create(context as unknown as ConsoleContext));
    app.onError((error, c) => c.text(error.message, error instanceof UsageError ? 400 : 500));
  });
  return async (path, init) => {
    const response = await app.request(path, init);
    return {
      status: response.status,
      headers: Object.fromEntries([...response.headers.entries()]),
      body: await response.text(),
    };
  };
}
