import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { CommandError } from "../shared/context";
import { hostOf } from "./access/guard";
import { createRedirectFile } from "./access/redirect-file";
import { newSecret } from "./access/secrets";
import { Sessions } from "./access/sessions";
import { consoleApp } from "./app";
import type { ConsoleContext } from "./context";

/** A running console. */
export interface Console {
  port: number;
  /** Opens it in a browser, each time it is used. Only its owner can read it. */
  file: string;
  /** What all pages are below, without a slash at the end, for a browser that has opened it. */
  url: string;
  /** @returns an address that opens it once */
  newLink(): string;
  close(): Promise<void>;
}

/**
 * @param port 0: a free one
 * @param onError called with what no page expected
 * @throws CommandError if it cannot listen on the port
 */
export async function startConsole(
  context: ConsoleContext,
  port: number,
  onError: (error: unknown) => void,
): Promise<Console> {
  const sessions = new Sessions();
  const base = `/${newSecret()}`;
  const serving: { app?: ReturnType<typeof consoleApp> } = {}; // its checks need the port
  const server = createAdaptorServer({
    fetch: (request, env) => serving.app?.fetch(request, env) ?? new Response(null, { status: 503 }),
    overrideGlobalObjects: false,
  }) as Server;
  const given = await listen(server, port);
  const origin = `http://${hostOf(given)}`;
  const newLink = () => `${origin}/open?token=${sessions.issue()}`;
  const file = await createRedirectFile(newLink());
  const onOpened = () => file.write(newLink());
  serving.app = consoleApp(context, { port: given, base, sessions, onOpened, onError });
  return {
    port: given,
    file: file.path,
    url: `${origin}${base}`,
    newLink,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await file.remove();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      `--port: cannot listen on 127.0.0.1:${port} (${code ?? "error"}): use another port, or leave it out.`,
      { cause: error },
    );
  }
  return (server.address() as AddressInfo).port;
}
