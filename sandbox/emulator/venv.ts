import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { findPython, type Python } from "./python";
import { messageOf, SandboxError } from "../shared/sandbox-error";

const run = promisify(execFile);

const REQUIREMENTS = join(__dirname, "requirements.txt");
const MARKER = "ready";
/** Longer than any installation takes: an older unfinished one was abandoned. */
const ABANDONED_AFTER_MS = 3_600_000;

export interface VenvOptions {
  /** Where environments are kept; in .gitignore. */
  readonly folder?: string;
  readonly requirements?: string;
  readonly python?: string;
  /** Creates an environment in the directory; replaced in tests, because a real one takes seconds. */
  readonly build?: (directory: string, python: Python, requirements: string) => Promise<void>;
}

/**
 * Creates the emulator's virtual environment, or finds an existing one.
 *
 * The directory's name is a digest of the requirements and the Python, so a change of either makes a new one. It is
 * built under a temporary name, its marker file is written last, and then it is renamed: no process sees it half
 * built, and of two processes that build it at once the second uses the first one's.
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
  await requireSpace(folder);
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

/** The installation takes 90 MB, and pip as much again while it works. */
const MIN_FREE_MB = 200;

/** Python does not say that the disk is full. */
async function requireSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeMb = Math.floor((bavail * bsize) / 1_000_000);
  if (freeMb >= MIN_FREE_MB) return;
  throw new SandboxError(
    `${folder}: the disk is full: the local emulator needs ${MIN_FREE_MB} MB, and ${freeMb} MB are free: free some space.`,
  );
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
  await step(python.executable, ["-m", "venv", draft], "create a virtual environment for the local emulator");
  await step(
    pythonOf(draft),
    [
      ...["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"],
      ...["--require-hashes", "--only-binary=:all:", "--requirement", requirements],
    ],
    "install the local emulator from PyPI (check the network and PIP_INDEX_URL)",
  );
}

async function step(command: string, args: readonly string[], purpose: string): Promise<void> {
  try {
    await run(command, args, { timeout: 600_000, maxBuffer: 16 * 1024 * 1024 });
  } catch (thrown) {
    const lines = messageOf(thrown).trim().split("\n");
    const errorLine = lines.findLast(line => /error/i.test(line)) ?? lines.at(-1) ?? "";
    throw new SandboxError(`Could not ${purpose}: ${errorLine.trim()}`);
  }
}

/** Renames the draft into place. A stale directory is moved away first: rename does not replace one with files. */
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
    const modified = await stat(path).then(
      found => found.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - modified > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

function pythonOf(home: string): string {
  return join(home, "bin", "python");
}
