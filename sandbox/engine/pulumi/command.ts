import { PulumiCommand } from "@pulumi/pulumi/automation";

import { messageOf, SandboxError } from "../../shared/sandbox-error";

const REMEDY =
  "install it (https://www.pulumi.com/docs/install/), or omit --engine pulumi to use the built-in engine.";

/** @throws SandboxError with the remedy if there is no usable `pulumi` on PATH */
export async function pulumiCommand(): Promise<PulumiCommand> {
  try {
    return await PulumiCommand.get();
  } catch (error) {
    const problem = cliProblem(error);
    throw new SandboxError(
      problem === undefined
        ? `No Pulumi CLI on PATH: ${REMEDY}`
        : `The Pulumi CLI on PATH cannot be used: ${problem} Use another version: ${REMEDY}`,
    );
  }
}

/**
 * The first line of the CLI's error output, or of the Automation API's error about its version; undefined if there is
 * no `pulumi` on PATH.
 */
export function cliProblem(error: unknown): string | undefined {
  const message = messageOf(error);
  if (/spawn \S+ ENOENT/.test(message)) return undefined;
  const stderr = /^\s*stderr: (.+)$/m.exec(message)?.[1];
  const line = (stderr ?? message.split("\n").find(text => text.trim() !== "") ?? "no error output").trim();
  return line.endsWith(".") ? line : `${line}.`;
}
