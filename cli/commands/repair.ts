import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Command } from "commander";
import { FINDINGS } from "../../handlers/record-dispatcher/sweep/finding";
import type { SweepReport, SweepRequest } from "../../handlers/record-dispatcher/sweep/sweep";
import { findStackResources, type StackOptions, withStackOptions } from "../operations/stack-resources";
import { confirm } from "../shared/confirm";
import { CommandError, type CommandContext } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";
import { table } from "../shared/table";

interface RepairOptions extends StackOptions {
  dryRun?: boolean;
  yes?: boolean;
}

/** As long as the function may run, plus the time to respond. */
const MAX_SWEEP_MS = 310_000;

export function repairCommand(context: CommandContext): Command {
  return withStackOptions(new Command("repair"))
    .description(
      "compare the table with IAM, show the differences, and have the manager repair them after confirmation",
    )
    .option("--dry-run", "only show the plan")
    .option("--yes", "do not ask for confirmation")
    .action(async (options: RepairOptions) => {
      const { dispatcherFunctionName } = await findStackResources(options, ["dispatcherFunctionName"]);
      const sweep = (request: Partial<SweepRequest>) =>
        withReadableAwsErrors({}, () => runSweep(dispatcherFunctionName, request));
      const plan = await sweep({ dryRun: true });
      if (options.dryRun || !isRepairable(plan))
        return context.result({ ...plan }, textOf(plan, context.columns));
      context.stderr.write(`${textOf(plan, context.stderr.columns)}\n`);
      await confirm(context, "Repair everything in this list that can be repaired", options.yes);
      const done = await sweep({ consent: true });
      context.result({ ...done }, `${done.sent} events sent, ${done.booked} to follow over the next hours.`);
    });
}

/** Sweeps every user. @throws CommandError with the function's own error */
async function runSweep(functionName: string, request: Partial<SweepRequest>): Promise<SweepReport> {
  const lambda = new LambdaClient({
    maxAttempts: 1,
    requestHandler: { requestTimeout: MAX_SWEEP_MS, throwOnRequestTimeout: true },
  });
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify({ sweep: { cause: "repair", everyone: true, ...request } }),
    }),
  );
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError === undefined) return JSON.parse(answer) as SweepReport;
  const { errorMessage = answer } = JSON.parse(answer) as { errorMessage?: string };
  throw new CommandError(`The sweep failed: ${errorMessage}`);
}

function isRepairable({ findings }: SweepReport): boolean {
  return findings.some(({ kind, username }) => FINDINGS[kind].repaired !== "never" && username !== "");
}

function textOf({ findings, notInspected }: SweepReport, columns: number | undefined): string {
  const more = notInspected > 0 ? `\n${notInspected} users were not checked: not enough time.` : "";
  if (findings.length === 0) return `Nothing to repair.${more}`;
  const rows = findings.map(({ kind, username, detail }) => [
    username || "-",
    kind,
    detail,
    { itself: "yes", consent: "with consent", never: "no" }[FINDINGS[kind].repaired],
    FINDINGS[kind].action,
  ]);
  return table(["USERNAME", "FINDING", "DETAIL", "REPAIRED", "ACTION"], rows, columns) + more;
}
