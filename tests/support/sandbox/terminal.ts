import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..", "..", "..");

/** Longer than a start takes. */
const PRINTED_WITHIN_MS = 90_000;

/**
 * `npm start -- …` as from a terminal: a process group of its own, all of which gets a Ctrl-C, and a folder of its own
 * for temporary files.
 *
 * @param until the Ctrl-C comes once this was printed
 * @returns the exit code, all that was printed, and what of ours is left on the disk
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
      }, PRINTED_WITHIN_MS);
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
        reject(new Error(`It ended before it printed ${until.source}: ${printed}`));
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
