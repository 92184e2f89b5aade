import { spawn } from "node:child_process";
import { Command } from "commander";
import { withApiOptions } from "../api/endpoint";
import type * as ContextModule from "../console/context";
import type * as OverviewModule from "../console/pages/overview";
import type * as ServerModule from "../console/server";
import { type CommandContext, UsageError } from "../shared/context";
import { stopped } from "../shared/stopped";
import { withStoreOptions } from "./config-access";

interface Options extends ContextModule.ConsoleOptions {
  port?: string;
  open: boolean;
}

/** Serves the console on this machine, until the process is told to stop. */
export function consoleCommand(context: CommandContext): Command {
  return withStoreOptions(withApiOptions(new Command("console")))
    .description("open a web page on this machine that shows and manages everything, with your credentials")
    .option("--read-only", "refuse every change, and show no password")
    .option("--port <port>", "the port on 127.0.0.1; default: a free one")
    .option("--no-open", "print the file that opens it, and do not start a browser")
    .action(async ({ port, open, ...options }: Options) => {
      const wanted = portOf(port);
      const stop = stopped(); // before anybody is told that there is something to stop
      // Its libraries take a while to load, and other commands do not need them.
      const { openConsoleContext } = require("../console/context") as typeof ContextModule;
      const { prepareOverview } = require("../console/pages/overview") as typeof OverviewModule;
      const { startConsole } = require("../console/server") as typeof ServerModule;
      const opened = await openConsoleContext(options);
      const console = await startConsole(opened, wanted, error => {
        context.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      });
      const { file } = console;
      const isOpened = open && context.columns !== undefined;
      if (isOpened) openInBrowser(file);
      prepareOverview(opened);
      context.result(
        { file, port: console.port },
        isOpened
          ? `The console is opened in your browser. To open it again: ${file}\nCtrl-C stops it.`
          : `Open this file in your browser: ${file}\nCtrl-C stops the console.`,
      );
      await stop;
      await console.close();
    });
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
  throw new UsageError("--port", `${JSON.stringify(text)} is not a port`, "use a number from 1 to 65535");
}

/** Whoever has no browser here opens the file otherwise, so a failure is none of the command's. */
function openInBrowser(file: string): void {
  const [program = "", ...args] =
    process.platform === "darwin"
      ? ["open", file]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", file]
        : ["xdg-open", file];
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.once("error", () => undefined);
  child.unref();
}
