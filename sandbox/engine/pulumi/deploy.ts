import { stripVTControlCharacters } from "node:util";

import { messageOf, SandboxError } from "../../shared/sandbox-error";
import { normalizeAll } from "../../provider/normalize";
import { nameOf } from "../../provider/urn";
import { without } from "../../provider/properties";
import { INPUTS } from "../../provider/provider";
import type { DeployedResource, Deployment, DeployOptions } from "../deployment";
import { pulumiCommand } from "./command";
import { openPulumiStack, type PulumiStack } from "./stack";

/**
 * Like `deploy`, but with a real Pulumi engine. Destroying the deployment removes every resource and the state.
 *
 * @throws SandboxError with the engine's diagnostics; in that case, nothing is left behind
 */
export async function deployWithPulumi(options: DeployOptions): Promise<Deployment> {
  const { onOutput = text => process.stderr.write(text), ...request } = options;
  const command = await pulumiCommand();
  const started = performance.now();
  const stack = await openPulumiStack(command, request, onOutput);
  const destroy = async () => {
    try {
      await stack.destroy();
    } finally {
      await stack.close();
    }
  };
  try {
    const { outputs } = await stack.up();
    const resources = await resourcesOf(stack);
    return {
      outputs: Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown])),
      secretOutputs: Object.keys(outputs).filter(key => outputs[key]?.secret),
      resources,
      warnings: stack.warnings,
      timings: { total: performance.now() - started },
      destroy: async () => {
        await destroy();
        resources.length = 0;
      },
    };
  } catch (thrown) {
    const left = await destroy().catch(
      (error: unknown) =>
        `\nCould not remove the resources that were created: ${firstLine(messageOf(error))}`,
    );
    throw new SandboxError(`${diagnostics(messageOf(thrown))}${left ?? ""}`, { cause: thrown });
  }
}

async function resourcesOf(stack: PulumiStack): Promise<DeployedResource[]> {
  const { resources = [] } = await stack.state();
  return resources
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .map(({ urn, type, id = "", inputs, outputs }) => {
      const computed = without(normalizeAll(outputs), INPUTS);
      return { type, name: nameOf(urn), urn, id, inputs: normalizeAll(inputs), outputs: computed };
    });
}

function firstLine(text: string): string {
  return text.split("\n").find(line => line.trim() !== "") ?? "no error message";
}

/** An engine's error message, without its progress, command line, colors and stack traces. */
export function diagnostics(colored: string): string {
  const message = stripVTControlCharacters(colored);
  const [, section] = /\nDiagnostics:\n([\s\S]*?)\n\n?(?:Resources|Outputs|Duration)/.exec(message) ?? [];
  const lines = (section ?? message).split("\n").filter(line => line.trim() !== "" && !/^\s+at /.test(line));
  return lines.map(line => line.replace(/^ {2}/, "")).join("\n");
}
