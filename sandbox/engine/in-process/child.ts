import * as pulumi from "@pulumi/pulumi";

import { holdsSecret, normalizeAll } from "../../provider/normalize";
import { messageOf } from "../../shared/sandbox-error";
import type { ResourceBackend } from "./backend";
import type { ChildRequest, Failed, FromChild, Succeeded } from "./messages";
import { BackendMonitor } from "./monitor";
import { evaluateProgram } from "./program";

export interface Host<Settings, Event> {
  /** @param emit sends an event to the parent process */
  readonly createBackend: (settings: Settings, emit: (event: Event) => void) => ResourceBackend;
  /** Called before the program is loaded. */
  readonly prepare?: () => void;
}

/** The child side of `runInChild`: waits for the request, runs the program, reports the result and exits. */
export function hostProgram<Settings, Event>(host: Host<Settings, Event>): void {
  process.on("message", message => void run(host, message as ChildRequest<Settings>));
  send({ kind: "ready" });
}

async function run<Settings, Event>(
  { createBackend, prepare }: Host<Settings, Event>,
  { program, settings }: ChildRequest<Settings>,
): Promise<void> {
  const started = performance.now();
  const failure = firstFailure();
  let monitor: BackendMonitor | undefined;
  try {
    const backend = createBackend(settings, event => {
      send({ kind: "event", event });
    });
    monitor = new BackendMonitor(backend, failure.report);
    prepare?.();
    const work = evaluateProgram(program, monitor);
    work.catch(() => undefined); // reported by the race, or a consequence of the failure that won it
    const { outputs, load, serialization } = await Promise.race([work, failure.promise]);
    finish({
      kind: "done",
      outputs: normalizeAll(outputs),
      secretOutputs: Object.keys(outputs).filter(key => holdsSecret(outputs[key])),
      timings: { total: performance.now() - started, load, serialization, backend: monitor.backendTime },
    });
  } catch (thrown) {
    await monitor?.idle();
    finish(failed(thrown));
  }
}

/** The first failure: what fails after it fails because of it. */
function firstFailure() {
  let report: (thrown: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    report = reject;
  });
  promise.catch(() => undefined); // the race may be over, or may not have started
  process.on("unhandledRejection", report);
  process.on("uncaughtException", report);
  return { promise, report };
}

function failed(thrown: unknown): Failed {
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  const isRunError = pulumi.RunError.isInstance(thrown);
  return {
    kind: "failed",
    message: messageOf(thrown),
    isRunError,
    ...(stack === undefined ? {} : { stack }),
  };
}

function send<Event>(message: FromChild<Event>): void {
  process.send?.(message);
}

function finish(message: Succeeded | Failed): void {
  // Pulumi reports unsettled promises at exit; after a failure there are many, and they mean nothing.
  if (message.kind === "failed") process.removeAllListeners("exit");
  process.send?.(message, () => process.exit(0));
}
