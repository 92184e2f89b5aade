import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureEmulator } from "../../../../sandbox/emulator/venv";
import type { Python } from "../../../../sandbox/emulator/python";
import type { SandboxReport } from "../../../../sandbox/shared/report";

const run = promisify(execFile);

const REQUIREMENTS = join(__dirname, "requirements.txt");
const OPENAPI = join(__dirname, "../../../../docs/openapi.yaml");

/** A first installation downloads 30 packages. */
const MAX_INSTALL_MS = 600_000;

/** Below the API's own throttles, whose 429 would hide everything else. */
const RATE = "8/s";

/** Generated requests per operation in the phase that fuzzes. */
const MAX_EXAMPLES = "12";

/** For a whole run, which ends with what was tested by then. */
const MAX_SECONDS = "60";

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
];

/**
 * Installs Schemathesis into an environment of its own below `.sandbox`, once.
 *
 * @returns the Python to run it with
 * @throws Error where pip cannot install it
 */
export async function installSchemathesis(): Promise<string> {
  return ensureEmulator({ requirements: REQUIREMENTS, build });
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

/**
 * Sends generated requests to the sandbox's API, signed.
 *
 * @returns whether it found nothing, and what it printed
 */
export async function runSchemathesis(
  python: string,
  report: SandboxReport,
): Promise<{ passed: boolean; output: string }> {
  const args = [
    ...[
      "-m",
      "schemathesis.cli",
      "run",
      OPENAPI,
      "--url",
      String(report.outputs.apiUrl),
      "--rate-limit",
      RATE,
      "--max-time",
      MAX_SECONDS,
    ],
    ...[
      "--max-examples",
      MAX_EXAMPLES,
      "--phases",
      "examples,coverage,fuzzing",
      "--checks",
      CHECKS.join(","),
    ],
    ...["--seed", "1", "--generation-deterministic", "--no-color"],
  ];
  const env = {
    PATH: process.env.PATH,
    SCHEMATHESIS_HOOKS: "schemathesis_hooks",
    AWS_ACCESS_KEY_ID: report.accessKeyId,
    AWS_SECRET_ACCESS_KEY: report.secretAccessKey,
    AWS_REGION: report.region,
  };
  // It finds the hooks in its working directory.
  return run(python, args, { cwd: __dirname, env, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => ({ passed: true, output: stdout }),
    ({ stdout = "", stderr = "" }: { stdout?: string; stderr?: string }) => ({
      passed: false,
      output: stdout + stderr,
    }),
  );
}
