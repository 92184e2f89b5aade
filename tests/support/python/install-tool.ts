import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Python } from "../../../sandbox/emulator/python";
import { ensureEmulator } from "../../../sandbox/emulator/venv";

const run = promisify(execFile);

/** A first installation downloads 30 packages. */
const MAX_INSTALL_MS = 600_000;

/**
 * Installs a tool into an environment of its own below `.sandbox`, once.
 *
 * @param requirements a file with pinned versions
 * @returns the Python to run it with
 * @throws Error where pip cannot install it
 */
export async function installTool(requirements: string): Promise<string> {
  return ensureEmulator({ requirements, build });
}

/** Wheels only, and no hashes: they differ between platforms. */
async function build(draft: string, python: Python, requirements: string): Promise<void> {
  const options = { timeout: MAX_INSTALL_MS };
  await run(python.executable, ["-m", "venv", draft], options);
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
  await run(
    join(draft, "bin", "python"),
    [...pip, "--only-binary=:all:", "--requirement", requirements],
    options,
  );
}
