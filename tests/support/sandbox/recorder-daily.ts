import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { deployedFunctions } from "../../../sandbox/testkit/function-archive";

/** What the daily schedule does: the deployed recorder counts, and does what else is due once a day. */
export async function runRecorderDaily(report: SandboxReport): Promise<void> {
  const lambda = new LambdaClient(clientConfig(report.emulator));
  try {
    const recorder = (await deployedFunctions(report)).find(({ configuration }) =>
      configuration.FunctionName?.startsWith("smtp-feedback-recorder-"),
    );
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({
        FunctionName: recorder?.configuration.FunctionName,
        Payload: JSON.stringify({ count: { cause: "test" } }),
      }),
    );
    if (FunctionError !== undefined) throw new Error(Buffer.from(Payload ?? []).toString());
  } finally {
    lambda.destroy();
  }
}
