import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, SandboxError } from "./sandbox-error";

const PREFIX = "ses-smtp-";

/** Holds the ID of the process that the folder belongs to. */
const OWNER = "owner.pid";

/** Creates a folder for temporary files of this process, for a later start to collect if this process is killed. */
export async function temporaryFolder(kind = ""): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${kind}`));
  await writeFile(join(folder, OWNER), String(process.pid));
  return folder;
}

/** Deletes the folders of processes that no longer exist: they were killed with SIGKILL, or the machine crashed. */
export async function collectAbandonedFolders(): Promise<void> {
  const names = (await entriesOf(tmpdir())).filter(name => name.startsWith(PREFIX));
  await Promise.all(
    names.map(async name => {
      const folder = join(tmpdir(), name);
      const owner = Number(await readFile(join(folder, OWNER), "utf8").catch(() => "")); // it is not one of ours, or gone
      if (owner > 0 && !exists(owner)) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }),
  );
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    throw new SandboxError(
      `TMPDIR: ${folder} cannot be read (${messageOf(thrown)}): set it to a folder for temporary files, or unset it.`,
    );
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== "ESRCH"; // another user's process exists, too
  }
}
