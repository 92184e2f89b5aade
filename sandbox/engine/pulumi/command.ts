import { PulumiCommand } from "@pulumi/pulumi/automation";

import { reason, SandboxError } from "../../shared/sandbox-error";

const REMEDY =
  "install it (https://www.pulumi.com/docs/install/), or leave out --engine pulumi to use the engine that needs none.";

/** @throws SandboxError with the remedy, where no `pulumi` is on PATH, or none that can be used */
export async function pulumiCommand(): Promise<PulumiCommand> {
  try {
    return await PulumiCommand.get();
  } catch (error) {
    const why = whyNot(error);
    throw new SandboxError(
      why === undefined
        ? `There is no Pulumi CLI on PATH: ${REMEDY}`
        : `The Pulumi CLI on PATH cannot be used: ${why} Another one will do: ${REMEDY}`,
    );
  }
}

/** The first line of what a `pulumi` that is there says, or of what the Automation API says of its version. */
export function whyNot(error: unknown): string | undefined {
  const said = reason(error);
  if (/spawn \S+ ENOENT/.test(said)) return undefined;
  const stderr = /^\s*stderr: (.+)$/m.exec(said)?.[1];
  const line = (stderr ?? said.split("\n").find(text => text.trim() !== "") ?? "it says nothing").trim();
  return line.endsWith(".") ? line : `${line}.`;
}
