import type { Command } from "commander";
import { stackOutputs } from "../api/endpoint";
import { CommandError } from "../shared/context";
import { issueText, sentence } from "../../mailer/validation/issue";

export interface StackOptions {
  stack?: string;
}

/** The stack's resources that the commands about failures and repairs use. */
export interface StackResources {
  deadLetterQueueUrl: string;
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
  recorderFunctionName: string;
}

/** The variables that replace the stack's outputs. */
const VARIABLES: Readonly<Record<keyof StackResources, string>> = {
  deadLetterQueueUrl: "SES_SMTP_DEAD_LETTER_QUEUE_URL",
  parkedQueueUrl: "SES_SMTP_PARKED_QUEUE_URL",
  managerFunctionName: "SES_SMTP_MANAGER_FUNCTION",
  dispatcherFunctionName: "SES_SMTP_DISPATCHER_FUNCTION",
  recorderFunctionName: "SES_SMTP_RECORDER_FUNCTION",
};

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
  const outputs = isComplete ? {} : await stackOutputs(stack, needed[0] ?? "parkedQueueUrl");
  const found = given.map(([name, value]) => [name, value ?? (outputs as Partial<StackResources>)[name]]);
  const missing = found.find(([, value]) => typeof value !== "string");
  if (missing === undefined) return Object.fromEntries(found) as Pick<StackResources, Name>;
  const name = missing[0] as Name;
  throw new CommandError(
    sentence(
      issueText({
        key: VARIABLES[name],
        problem: `missing, and the stack has no output ${name}`,
        remedy: "deploy this version of the program (pulumi up), or set the variable",
      }),
    ),
  );
}
