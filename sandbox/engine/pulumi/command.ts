import { PulumiCommand } from "@pulumi/pulumi/automation";

import { SandboxError } from "../../emulator/sandbox-error";

/** @throws SandboxError with the remedy, where no `pulumi` is on PATH */
export async function pulumiCommand(): Promise<PulumiCommand> {
  try {
    return await PulumiCommand.get();
  } catch {
    throw new SandboxError(
      "There is no Pulumi CLI on PATH: install it (https://www.pulumi.com/docs/install/), or leave out --engine pulumi to use the engine that needs none.",
    );
  }
}
