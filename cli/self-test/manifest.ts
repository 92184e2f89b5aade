import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { selfTestNames, type SelfTestNames } from "../../records/self-test";
import { CommandError } from "../shared/context";

/** What a run may create, written before it creates anything. */
export interface Manifest {
  id: string;
  stack: string;
  region: string;
  startedAt: string;
  /** Of the command, on this host. */
  pid: number;
  host: string;
}

/** @throws CommandError if the file exists, or cannot be written */
export async function writeManifest(
  file: string,
  manifest: Pick<Manifest, "id" | "stack" | "region" | "startedAt">,
): Promise<void> {
  const content = { ...manifest, pid: process.pid, host: hostname(), names: selfTestNames(manifest.id) };
  try {
    await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw failure(file, `cannot be written (${String((error as NodeJS.ErrnoException).code)})`, OTHER_FILE);
  }
}

export async function removeManifest(file: string): Promise<void> {
  await rm(file, { force: true });
}

/**
 * The names of a run that was killed.
 *
 * @returns undefined if there is no file
 * @throws CommandError if the run goes on, was on another stack, or the file is something else
 */
export async function readAbandoned(
  file: string,
  { stack, region }: Pick<Manifest, "stack" | "region">,
): Promise<{ names: SelfTestNames; startedAt: Date } | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw failure(file, `cannot be read (${String((error as NodeJS.ErrnoException).code)})`, OTHER_FILE);
  });
  if (text === undefined) return undefined;
  const manifest = parse(text);
  if (manifest === undefined) throw failure(file, "is not a manifest of ses-smtp self-test", OTHER_FILE);
  if (manifest.stack !== stack || manifest.region !== region)
    throw failure(
      file,
      `is of the stack ${JSON.stringify(manifest.stack)} in ${manifest.region}`,
      "run the self-test on that stack first, which removes what it has left there, or name another file",
    );
  if (manifest.host === hostname() && isRunning(manifest.pid))
    throw failure(
      file,
      `a self-test is running (process ${manifest.pid})`,
      "wait for it, or delete the file if that process is something else",
    );
  return { names: selfTestNames(manifest.id), startedAt: new Date(manifest.startedAt) };
}

const OTHER_FILE = "name another file with --manifest";

function parse(text: string): Manifest | undefined {
  try {
    const { id, stack, region, startedAt, pid, host } = JSON.parse(text) as Partial<Manifest>;
    const isComplete = [stack, region, startedAt, host].every(value => typeof value === "string");
    return isComplete && typeof pid === "number" && /^[0-9a-f]{12}$/.test(id ?? "")
      ? ({ id, stack, region, startedAt, pid, host } as Manifest)
      : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}

function failure(file: string, problem: string, remedy: string): CommandError {
  return CommandError.about(`Manifest ${JSON.stringify(file)}`, problem, remedy);
}
