/**
 * `npm run guides [-- --installed]`: does what these guides say. Runs every command of their shell blocks, in the order of the
 * text, in a fresh copy of the project, against the sandbox that one of them starts, and prints how many seconds each takes. Exits with 1 as soon as one fails. A block with a mark after its language (guide-blocks.ts) is
 * listed with the reason why it is not run.
 *
 * `--installed` uses the packages and the emulator that are installed here, and skips `npm ci`.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { withoutHostSettings } from "../sandbox/shared/host-environment";
import { guideCommands } from "./guide-blocks";

const ROOT = path.join(__dirname, "..");
const GUIDES = ["docs/getting-started.md", "README.md", "docs/administration.md", "docs/mail-clients.md"];

/** `npm start` without `--once` runs until Ctrl-C: it is ready when it has printed this line for the next commands. */
const RUNS_ON = /\bnpm start(?!.*--once)/;
const READY = /^ {2}(\. .*\/env'?)$/m;

const MAX_COMMAND_MS = 300_000;

class GuideError extends Error {}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { installed: { type: "boolean" } } });
  const isInstalled = values.installed === true;
  const folder = freshCopy(isInstalled);
  const runner = new Runner(folder);
  const began = performance.now();
  try {
    for (const file of GUIDES) {
      console.log(file);
      for (const command of guideCommands(file, readFileSync(path.join(ROOT, file), "utf8"))) {
        const text = isInstalled ? command.text.replace("npm ci && ", "") : command.text;
        const [first = "", ...more] = text.split("\n");
        const shown = more.length === 0 ? first.replace(/\s+#.*$/, "") : first.replace(/\\$/, "…");
        if (command.notRun !== undefined) console.log(`    not run: ${shown} (${command.notRun})`);
        else
          console.log(
            `${(await runner.run(text, `${file}:${command.line}`)).toFixed(1).padStart(6)} s ${shown}`,
          );
      }
    }
  } finally {
    await runner.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`All commands succeeded in ${((performance.now() - began) / 1_000).toFixed(0)} s.`);
  return 0;
}

/** As a clone would have them: the files that git knows or would add, as they are now. */
function freshCopy(isInstalled: boolean): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ses-smtp-guides-"));
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
  });
  for (const file of list
    .toString()
    .split("\0")
    .filter(name => name !== "" && existsSync(path.join(ROOT, name)))) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(folder, file));
  }
  if (isInstalled)
    for (const name of ["node_modules", ".sandbox"].filter(each => existsSync(path.join(ROOT, each))))
      symlinkSync(path.join(ROOT, name), path.join(folder, name));
  return folder;
}

/** Runs commands in a folder, one after another; what runs on is stopped at the end. */
class Runner {
  private readonly background: ChildProcess[] = [];
  /** What a command printed for a reader to type into the shell of the others. */
  private setUp = ":";
  /** The variables that commands have set: to a reader, all of them are one shell. */
  private readonly variables: string;

  constructor(private readonly folder: string) {
    this.variables = path.join(folder, ".guide-variables");
  }

  /** @returns seconds @throws GuideError with what the command printed */
  async run(command: string, place: string): Promise<number> {
    const began = performance.now();
    const restore = `if [ -e "${this.variables}" ]; then . "${this.variables}"; fi`;
    const keep = `result=$?; export -p > "${this.variables}"; exit $result`;
    const script = [restore, this.setUp, "set -a", command, keep].join("\n");
    const child = spawn("bash", ["-c", script], {
      cwd: this.folder,
      detached: true, // a group of its own, for Ctrl-C
      env: withoutHostSettings(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    const ready = new Promise<boolean>(resolve => {
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          printed += text;
          if (READY.test(printed) && RUNS_ON.test(command)) resolve(true);
        });
    });
    const ended = once(child, "close").then(([code]: unknown[]) => code === 0 && !RUNS_ON.test(command));
    const late = setTimeout(() => signal(child, "SIGKILL"), MAX_COMMAND_MS);
    const succeeded = await Promise.race([ready, ended]);
    clearTimeout(late);
    if (!succeeded) throw new GuideError(`${place}: ${command}\nfailed:\n${printed}`);
    if (RUNS_ON.test(command)) {
      this.setUp = READY.exec(printed)?.[1] ?? this.setUp;
      this.background.push(child);
    }
    return (performance.now() - began) / 1_000;
  }

  async stop(): Promise<void> {
    for (const child of this.background) {
      const closed = child.exitCode === null ? once(child, "close") : undefined;
      signal(child, "SIGINT");
      await closed;
    }
  }
}

function signal({ pid, exitCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, name);
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof GuideError ? error.message : error);
    return 1;
  })
  .then(
    code => (process.exitCode = code),
    () => undefined,
  );
