import type { Command } from "commander";
import { type StackOutputs, stackOutputs } from "../api/stack-outputs";
import { CommandError } from "../shared/context";

export interface StackOptions {
  stack?: string;
}

/** The stack's resources that the commands about failures and repairs use. */
export type StackResources = Pick<StackOutputs, keyof typeof VARIABLES>;

/** The variables that replace the stack's outputs. */
const VARIABLES = {
  deadLetterQueueUrl: "SES_SMTP_DEAD_LETTER_QUEUE_URL",
  parkedQueueUrl: "SES_SMTP_PARKED_QUEUE_URL",
  managerFunctionName: "SES_SMTP_MANAGER_FUNCTION",
  dispatcherFunctionName: "SES_SMTP_DISPATCHER_FUNCTION",
  recorderFunctionName: "SES_SMTP_RECORDER_FUNCTION",
} as const satisfies Partial<Record<keyof StackOutputs, string>>;

export function withStackOptions(command: Command): Command {
  return command
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .addHelpText("after", `\nInstead of the stack's outputs:\n  ${Object.values(VARIABLES).join("\n  ")}`);
}

/** @throws CommandError if neither the environment nor the stack in this folder names everything that is needed */
export async function findStackResources<Name extends keyof StackResources>(
  { stack }: StackOptions,
  needed: readonly Name[],
): Promise<Pick<StackResources, Name>> {
  const given = needed.map(name => [name, process.env[VARIABLES[name]] || undefined] as const);
  const isComplete = given.every(([, value]) => value !== undefined);
  const outputs: Partial<StackResources> = isComplete
    ? {}
    : await stackOutputs(stack, needed[0] ?? "parkedQueueUrl");
  const found = given.map(([name, value]) => [name, value ?? outputs[name]]);
  const missing = found.find(([, value]) => typeof value !== "string");
  if (missing === undefined) return Object.fromEntries(found) as Pick<StackResources, Name>;
  const name = missing[0] as Name;
  throw CommandError.about(
    VARIABLES[name],
    `missing, and the stack has no output ${name}`,
    "deploy this version of the program (pulumi up), or set the variable",
  );
}
