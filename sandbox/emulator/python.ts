import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

import { messageOf, SandboxError } from "../shared/sandbox-error";

export interface Python {
  readonly executable: string;
  /** For example `3.11.7`. */
  readonly version: string;
}

const run = promisify(execFile);

/** MiniStack's own requirement (requires-python in its package metadata). */
const MIN_VERSION: readonly [number, number] = [3, 10];

const PROBE = `
import importlib.util as u, json, sys
print(json.dumps({"executable": sys.executable, "version": list(sys.version_info[:3]),
  "missing": [m for m in ("venv", "ensurepip") if u.find_spec(m) is None]}))`;

const Probe = z.object({
  executable: z.string(),
  version: z.tuple([z.number(), z.number(), z.number()]),
  missing: z.array(z.string()),
});

/**
 * Finds a Python for the emulator: `SES_SMTP_PYTHON`, or `python3` on PATH.
 *
 * @throws SandboxError when it is missing, too old, or cannot create virtual environments
 */
export async function findPython(command = process.env.SES_SMTP_PYTHON ?? "python3"): Promise<Python> {
  const { executable, version, missing } = await probe(command);
  const readable = version.join(".");
  if (version[0] < MIN_VERSION[0] || (version[0] === MIN_VERSION[0] && version[1] < MIN_VERSION[1])) {
    throw new SandboxError(
      `The local emulator needs Python ${MIN_VERSION.join(".")} or newer, but ${command} is ${readable}: install a newer one, or set SES_SMTP_PYTHON to its path.`,
    );
  }
  if (missing.length > 0) {
    throw new SandboxError(
      `${command} (${readable}) lacks the module ${missing.join(" and ")}: install it (Debian and Ubuntu: apt install python3-venv), or set SES_SMTP_PYTHON to the path of another Python.`,
    );
  }
  return { executable, version: readable };
}

async function probe(command: string) {
  try {
    const { stdout } = await run(command, ["-I", "-c", PROBE], { timeout: 20_000 });
    return Probe.parse(JSON.parse(stdout));
  } catch (thrown) {
    throw new SandboxError(
      `The local emulator needs Python ${MIN_VERSION.join(".")} or newer, but ${command} could not be run (${firstLine(messageOf(thrown))}): install python3, or set SES_SMTP_PYTHON to its path.`,
    );
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
