import { commandEnvironment } from "../../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { withEnvironment } from "./environment";
import { runCommand } from "./run-command";

/**
 * Runs the commands that show something about a login, other than those whose result is its password.
 *
 * @returns what each printed on stdout and stderr, by the command
 */
export async function shownAbout(
  report: SandboxReport,
  username: string,
): Promise<Readonly<Record<string, string>>> {
  const shown: Record<string, string> = {};
  for (const command of [
    ["credential", "list"],
    ["credential", "show", username],
    ["credential", "show", "nobody"],
    ["failures", "list"],
    ["logs", username],
    ["repair", "--dry-run"],
  ])
    for (const args of [command, [...command, "--json"]]) {
      const { stdout, stderr } = await withEnvironment(commandEnvironment(report), () => runCommand(args));
      shown[args.join(" ")] = stdout + stderr;
    }
  return shown;
}
