import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { FindingKind } from "../../../handlers/record-dispatcher/sweep/finding";
import type { SweepReport, SweepRequest } from "../../../handlers/record-dispatcher/sweep/sweep";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { deployedFunctions } from "../../../sandbox/testkit/function-archive";

/** Runs a sweep in the deployed dispatcher, of every user. */
export async function runSweep(
  report: SandboxReport,
  request: Partial<SweepRequest> = {},
): Promise<SweepReport> {
  const lambda = new LambdaClient(clientConfig(report.emulator));
  try {
    const dispatcher = (await deployedFunctions(report)).find(({ configuration }) =>
      configuration.FunctionName?.startsWith("smtp-record-dispatcher-"),
    );
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({
        FunctionName: dispatcher?.configuration.FunctionName,
        Payload: JSON.stringify({ sweep: { cause: "test", everyone: true, ...request } }),
      }),
    );
    const answer = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(answer);
    return JSON.parse(answer) as SweepReport;
  } finally {
    lambda.destroy();
  }
}

/** The kinds of what a sweep has found about a username. */
export function kindsOf({ findings }: SweepReport, username: string): FindingKind[] {
  return findings.filter(finding => finding.username === username).map(({ kind }) => kind);
}
