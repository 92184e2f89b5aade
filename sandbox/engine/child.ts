import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";

import { reason } from "../shared/sandbox-error";
import { clientsFor, holdsSecret, normaliseAll, SandboxProvider } from "../provider";
import type { Properties } from "../provider/properties";
import type { DeployRequest, FromChild } from "./messages";
import { SandboxMonitor } from "./monitor";
import { compileProgramsWithTypeScript, runProgram } from "./program";
import { timeSerialising } from "./serialise-time";

/**
 * The process a program runs in, forked with the program's directory as its working directory: Pulumi keeps
 * its settings, its resources and the modules of a program for the life of a process.
 */
process.on("message", message => void deploy(message as DeployRequest));
send({ kind: "ready" });

async function deploy(request: DeployRequest): Promise<void> {
  const started = performance.now();
  const failure = firstFailure();
  const monitor = new SandboxMonitor(providerFor(request), {
    created: resource => {
      send({ kind: "resource", resource });
    },
    failed: failure.report,
  });
  const serialising = timeSerialising();
  try {
    const work = run(request, monitor);
    work.catch(() => undefined); // reported by the race, or the failure that won it is the cause
    const { outputs, load } = await Promise.race([work, failure.promise]);
    const secretOutputs = Object.keys(outputs).filter(key => holdsSecret(outputs[key]));
    const timings = {
      total: performance.now() - started,
      load,
      serialise: serialising.time(),
      provider: monitor.providerTime,
    };
    finish({ kind: "done", outputs: normaliseAll(outputs), secretOutputs, timings });
  } catch (thrown) {
    await monitor.idle();
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    finish({ kind: "failed", message: reason(thrown), ...(stack === undefined ? {} : { stack }) });
  }
}

function providerFor(request: DeployRequest): SandboxProvider {
  const { endpoint, region, accountId, programDirectory } = request;
  const clients = clientsFor({ endpoint, region, accountId });
  const context = { clients, region, accountId, endpointForFunctions: endpoint, programDirectory };
  return new SandboxProvider(context, message => {
    send({ kind: "warning", message });
  });
}

function attach(monitor: SandboxMonitor, { project, stack, config, region }: DeployRequest): void {
  pulumi.runtime.setAllConfig({ "aws:region": region, ...config });
  setMockOptions(monitor, project, stack, false, "sandbox");
}

async function run(
  request: DeployRequest,
  monitor: SandboxMonitor,
): Promise<{ outputs: Properties; load: number }> {
  attach(monitor, request);
  compileProgramsWithTypeScript();
  let exported: Record<string, unknown> = {};
  let load = 0;
  await pulumi.runtime.runInPulumiStack(async () => {
    const started = performance.now();
    exported = await runProgram(request.programDirectory);
    load = performance.now() - started;
    return exported;
  });
  const outputs = await pulumi.runtime.serializeProperties("outputs", exported);
  await pulumi.runtime.disconnect(); // waits for every resource, also those no output depends on
  return { outputs, load };
}

/** The first thing that went wrong: what fails after it fails because of it. */
function firstFailure() {
  let report: (message: string, stack?: string) => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    report = (message, stack) => {
      const error = new Error(message);
      error.stack = stack ?? message;
      reject(error);
    };
  });
  promise.catch(() => undefined); // the race may be over, or not have begun
  const onThrown = (thrown: unknown): void => {
    report(reason(thrown), thrown instanceof Error ? thrown.stack : undefined);
  };
  process.on("unhandledRejection", onThrown);
  process.on("uncaughtException", onThrown);
  return { promise, report };
}

function send(message: FromChild): void {
  process.send?.(message);
}

function finish(message: FromChild): void {
  // Pulumi counts unsettled promises at exit; after a failure there are many, and they say nothing.
  if (message.kind === "failed") process.removeAllListeners("exit");
  process.send?.(message, () => process.exit(0));
}
