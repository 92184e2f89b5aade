import type { Command } from "commander";
import { stackOutputs } from "../api/stack-outputs";
import { CommandError } from "../shared/context";

export interface LogOptions {
  stack?: string;
}

const VARIABLE = "SES_SMTP_LOG_GROUPS";

export function withLogGroups(command: Command): Command {
  return command
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .addHelpText("after", `\n${VARIABLE}, separated by commas, replaces the stack's output\nlogGroupNames.`);
}

/** Where the stack's functions write their logs, and the API its access log. */
export interface LogGroups {
  names: string[];
  /** Undefined: as the environment says. */
  region: string | undefined;
}

/** @throws CommandError if neither the environment nor the stack in this folder names them */
export async function findLogGroups({ stack }: LogOptions): Promise<LogGroups> {
  const given = process.env[VARIABLE];
  if (given) return { names: given.split(",").filter(name => name !== ""), region: undefined };
  const { logGroupNames, apiUrl = "" } = await stackOutputs(stack, "logGroupNames");
  const names = Array.isArray(logGroupNames) ? logGroupNames.filter(name => typeof name === "string") : [];
  if (names.length === 0)
    throw new CommandError(
      "Stack output logGroupNames: not a list of names: deploy this version of the program (pulumi up).",
    );
  return { names, region: /\.execute-api\.([a-z0-9-]+)\./.exec(apiUrl)?.[1] };
}
