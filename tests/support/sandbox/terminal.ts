import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..", "..", "..");

/** Longer than any start takes. */
const TIMEOUT_MS = 90_000;

/**
 * Runs `npm start -- …` as in a terminal: Ctrl-C goes to its whole process group. It has its own folder for temporary
 * files.
 *
 * @param until Ctrl-C is sent when this has been printed
 * @returns the exit code, all output, and the names of our temporary files that are left
 */
export async function interruptedStart(args: readonly string[], until: RegExp) {
  const TMPDIR = await mkdtemp(path.join(tmpdir(), "ses-smtp-terminal-"));
  const child = spawn("npm", ["start", "--silent", "--", ...args], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const closed = once(child, "close");
  const group = (signal: NodeJS.Signals) => process.kill(-(child.pid ?? Number.NaN), signal);
  let printed = "";
  try {
    const seen = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        group("SIGKILL");
      }, TIMEOUT_MS);
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          printed += text;
          if (!until.test(printed)) return;
          clearTimeout(timer);
          resolve();
        });
      }
      void closed.then(() => {
        clearTimeout(timer);
        reject(new Error(`It exited before it printed ${until.source}: ${printed}`));
      });
    });
    await seen;
    group("SIGINT");
    const [code] = (await closed) as [number | null];
    const left = (await readdir(TMPDIR)).filter(name => name.startsWith("ses-smtp-"));
    return { code, printed, left };
  } finally {
    await rm(TMPDIR, { recursive: true, force: true });
  }
}
