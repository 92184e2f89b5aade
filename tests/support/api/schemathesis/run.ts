import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SandboxReport } from "../../../../sandbox/shared/report";
import { installTool } from "../../python/install-tool";

const run = promisify(execFile);

const REQUIREMENTS = join(__dirname, "requirements.txt");
const OPENAPI = join(__dirname, "../../../../docs/openapi.yaml");

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

/** @returns the Python to run it with @throws Error where pip cannot install it */
export async function installSchemathesis(): Promise<string> {
  return installTool(REQUIREMENTS);
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
