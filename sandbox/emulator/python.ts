import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

import { reason, SandboxError } from "../shared/sandbox-error";

export interface Python {
  readonly executable: string;
  /** Such as `3.11.7`. */
  readonly version: string;
}

const run = promisify(execFile);

/** MiniStack's own requirement (https://pypi.org/project/ministack/). */
const OLDEST: readonly [number, number] = [3, 10];

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
 * Finds a Python that can hold the emulator: `SES_SMTP_PYTHON`, or the `python3` of the PATH.
 *
 * @throws SandboxError when there is none, or it is too old, or it cannot make virtual environments
 */
export async function findPython(command = process.env.SES_SMTP_PYTHON ?? "python3"): Promise<Python> {
  const { executable, version, missing } = await probe(command);
  const readable = version.join(".");
  if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
    throw new SandboxError(
      `The local emulator needs Python ${OLDEST.join(".")} or newer and ${command} is ${readable}: install one, or name it in SES_SMTP_PYTHON.`,
    );
  }
  if (missing.length > 0) {
    throw new SandboxError(
      `${command} (${readable}) lacks the module ${missing.join(" and ")}: install it (Debian and Ubuntu: apt install python3-venv), or name another Python in SES_SMTP_PYTHON.`,
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
      `The local emulator needs Python ${OLDEST.join(".")} or newer and ${command} does not run (${firstLine(reason(thrown))}): install python3, or name it in SES_SMTP_PYTHON.`,
    );
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
