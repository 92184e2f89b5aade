import { readFile } from "node:fs/promises";
import type * as ContextModule from "../../cli/console/context";
import type * as ServerModule from "../../cli/console/server";
import { commandEnvironment } from "../shared/command-environment";
import type { SandboxReport } from "../shared/report";

/** The console of a sandbox, in its process. */
export type SandboxConsole = ServerModule.Console;

/**
 * Starts the console on a running sandbox. From then on this process has the environment that the sandbox's commands have,
 * because the console works as they do.
 *
 * @param onError called with what no page expected
 */
export async function startSandboxConsole(
  report: SandboxReport,
  onError: (error: unknown) => void,
): Promise<SandboxConsole> {
  // Node reads NODE_EXTRA_CA_CERTS only when it starts.
  const ca = await readFile(report.smtp.caFile, "utf8");
  Object.assign(process.env, commandEnvironment(report), { SES_SMTP_CA: ca });
  // The tour and other programs do without it, and start faster.
  const { openConsoleContext } = require("../../cli/console/context") as typeof ContextModule;
  const { startConsole } = require("../../cli/console/server") as typeof ServerModule;
  const options = {
    apiUrl: String(report.outputs.apiUrl),
    table: report.tableName,
    kmsKey: report.kmsKeyArn,
  };
  return startConsole(await openConsoleContext(options), 0, onError);
}
