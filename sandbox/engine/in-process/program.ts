import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

import type { ProgramRequest } from "./messages";

export interface Evaluation {
  /** In wire form: secrets are marked. */
  readonly outputs: Record<string, unknown>;
  /** Milliseconds. */
  readonly load: number;
  readonly serialization: number;
}

/** Runs a program in this process, against a monitor. Ends when every resource has been registered. */
export async function evaluateProgram(
  { main, project, stack, config, preview }: ProgramRequest,
  monitor: MockMonitor,
): Promise<Evaluation> {
  const serialization = measureSerialization();
  pulumi.runtime.setAllConfig({ ...config });
  setMockOptions(monitor, project, stack, preview, "local");
  let exported: Record<string, unknown> = {};
  let load = 0;
  await pulumi.runtime.runInPulumiStack(async () => {
    const started = performance.now();
    exported = await loadProgram(main);
    load = performance.now() - started;
    return exported;
  });
  const outputs = await pulumi.runtime.serializeProperties("outputs", exported);
  await pulumi.runtime.disconnect(); // waits for every resource, including those no output depends on
  return { outputs, load, serialization: serialization.elapsed() };
}

/**
 * Loads a program and returns its exports, the stack's outputs. As under the CLI, an exported function is called and
 * its result is used instead (https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint).
 */
async function loadProgram(main: string): Promise<Record<string, unknown>> {
  const exported: unknown = require(main);
  const entry = hasOnlyDefault(exported) ? exported.default : exported;
  const outputs: unknown = typeof entry === "function" ? await (entry as () => unknown)() : entry;
  return { ...((await outputs) as object | undefined) };
}

function hasOnlyDefault(exported: unknown): exported is { default: unknown } {
  return (
    typeof exported === "object" &&
    exported !== null &&
    "default" in exported &&
    Object.keys(exported).length === 1
  );
}

type SerializeFunction = (...args: unknown[]) => Promise<unknown>;

/** Measures how long Pulumi takes to turn functions into code, which it does for several at a time. */
function measureSerialization(): { elapsed(): number } {
  let [total, running, since] = [0, 0, 0];
  // Required, not imported: an import is a copy that cannot be written to.
  const runtime = require("@pulumi/pulumi/runtime") as { serializeFunction: SerializeFunction };
  const original = runtime.serializeFunction;
  runtime.serializeFunction = async (...args) => {
    if (running++ === 0) since = performance.now();
    try {
      return await original(...args);
    } finally {
      if (--running === 0) total += performance.now() - since;
    }
  };
  return { elapsed: () => total };
}
