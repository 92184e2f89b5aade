import { execFile } from "node:child_process";
import { join } from "node:path";
import type { ReportedDiagnosis } from "../../../cli/doctor/diagnose";
import { commandEnvironment } from "../../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../../sandbox/shared/report";

const BIN = join(__dirname, "../../../cli/bin.js");

/** The checks of one domain take seconds; a loaded machine takes more. */
const MAX_RUN_MS = 120_000;

export interface DoctorRun extends ReportedDiagnosis {
  code: number;
  stderr: string;
}

/** Runs `ses-smtp --json doctor` as a process of its own, which trusts the sandbox's CA. @param environment more variables */
export function runDoctorProcess(
  report: SandboxReport,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<DoctorRun> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...commandEnvironment(report), ...environment };
  delete env.AWS_PROFILE;
  return new Promise((resolve, reject) => {
    const command = [BIN, "--json", "doctor", ...args];
    execFile(process.execPath, command, { env, timeout: MAX_RUN_MS }, (error, stdout, stderr) => {
      if (!stdout.startsWith("{")) return reject(new Error(`no report: ${stderr}`, { cause: error }));
      const code = typeof error?.code === "number" ? error.code : 0;
      resolve({ ...(JSON.parse(stdout) as ReportedDiagnosis), code, stderr });
    });
  });
}
