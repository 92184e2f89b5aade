import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { CaptureMonitor } from "./capture-monitor";
import type { CaptureRequest, FromChild } from "./messages";

process.on("message", message => void evaluate(message as CaptureRequest));
process.on("unhandledRejection", thrown => {
  finish({ kind: "failed", message: text(thrown) });
});
send({ kind: "ready" });

async function evaluate({ entry, project, stack, config, preview }: CaptureRequest): Promise<void> {
  const monitor = new CaptureMonitor(preview);
  try {
    pulumi.runtime.setAllConfig({ ...config });
    setMockOptions(monitor, project, stack, preview, "cost");
    await pulumi.runtime.runInPulumiStack(async () => require(entry) as Record<string, unknown>);
    await pulumi.runtime.disconnect(); // waits for every resource, also those no output depends on
    finish({ kind: "done", registrations: monitor.registrations });
  } catch (thrown) {
    finish({ kind: "failed", message: text(thrown) });
  }
}

function text(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function send(message: FromChild): void {
  process.send?.(message);
}

function finish(message: FromChild): void {
  process.removeAllListeners("exit"); // Pulumi counts unsettled promises there; after a failure they say nothing
  process.send?.(message, () => process.exit(0));
}
