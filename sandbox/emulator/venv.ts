import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { findPython, type Python } from "./python";
import { reason, SandboxError } from "../shared/sandbox-error";

const run = promisify(execFile);

const REQUIREMENTS = join(__dirname, "requirements.txt");
const MARKER = "ready";
/** Longer than any installation takes: what is older and unfinished was abandoned. */
const ABANDONED_AFTER_MS = 3_600_000;

export interface VenvOptions {
  /** Where environments live; gitignored. */
  readonly folder?: string;
  readonly requirements?: string;
  readonly python?: string;
  /** Fills the directory with an environment; a real one takes seconds. */
  readonly build?: (directory: string, python: Python, requirements: string) => Promise<void>;
}

/**
 * Makes the emulator's virtual environment, or finds the one made before.
 *
 * Its directory is named by what is in it, so a new requirements file or Python is a new directory. It is made
 * under another name, its marker is written last, and then it is renamed: nobody ever sees it half made,
 * and of two processes that make it at once the second takes the first one's.
 *
 * @returns the path of its Python
 */
export async function ensureEmulator(options: VenvOptions = {}): Promise<string> {
  const { folder = join(__dirname, "..", "..", ".sandbox"), requirements = REQUIREMENTS } = options;
  const python = await findPython(options.python);
  const digest = digestOf(await readFile(requirements, "utf8"), python);
  const home = join(folder, `emulator-${digest.slice(0, 16)}`);
  if (await isReady(home, digest)) return pythonOf(home);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);
  const draft = join(folder, `.emulator-${digest.slice(0, 8)}-${process.pid}-${Date.now()}`);
  try {
    await (options.build ?? build)(draft, python, requirements);
    await writeFile(join(draft, MARKER), digest);
    await publish(draft, home, digest);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return pythonOf(home);
}

function digestOf(requirements: string, python: Python): string {
  return createHash("sha256")
    .update(`${requirements}\0${python.version}\0${python.executable}`)
    .digest("hex");
}

async function isReady(home: string, digest: string): Promise<boolean> {
  const marker = await readFile(join(home, MARKER), "utf8").catch(() => "");
  return marker === digest && existsSync(pythonOf(home));
}

async function build(draft: string, python: Python, requirements: string): Promise<void> {
  await step(python.executable, ["-m", "venv", draft], "make a virtual environment for the local emulator");
  await step(
    pythonOf(draft),
    [
      ...["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"],
      ...["--require-hashes", "--only-binary=:all:", "--requirement", requirements],
    ],
    "install the local emulator from PyPI; check the network, or PIP_INDEX_URL,",
  );
}

async function step(command: string, args: readonly string[], purpose: string): Promise<void> {
  try {
    await run(command, args, { timeout: 600_000, maxBuffer: 16 * 1024 * 1024 });
  } catch (thrown) {
    const lines = reason(thrown).trim().split("\n");
    const telling = lines.findLast(line => /error/i.test(line)) ?? lines.at(-1) ?? "";
    throw new SandboxError(`Could not ${purpose} and run again: ${telling.trim()}`);
  }
}

/** A directory cannot be renamed over one that has files: a stale one is moved away first. */
async function publish(draft: string, home: string, digest: string): Promise<void> {
  if (existsSync(home) && !(await isReady(home, digest))) {
    const stale = `${draft}-stale`;
    await rename(home, stale).catch(() => undefined); // another process moved it first
    await rm(stale, { recursive: true, force: true });
  }
  try {
    await rename(draft, home);
  } catch (thrown) {
    if (!(await isReady(home, digest))) throw thrown;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(".emulator-")) continue;
    const path = join(folder, name);
    const made = await stat(path).then(
      found => found.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - made > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

function pythonOf(home: string): string {
  return join(home, "bin", "python");
}

/** The directory of the environment that a Python belongs to. */
export function venvOf(python: string): string {
  return dirname(dirname(python));
}
