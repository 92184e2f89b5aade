import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { Answers } from "./answers";
import { CaptureMonitor } from "./capture-monitor";
import type { CaptureRequest, FromChild } from "./messages";

process.on("message", message => void evaluate(message as CaptureRequest));
process.on("unhandledRejection", thrown => {
  finish(failed(thrown));
});
send({ kind: "ready" });

async function evaluate({ entry, project, stack, config, preview }: CaptureRequest): Promise<void> {
  const monitor = new CaptureMonitor(preview, new Answers(config["aws:region"]));
  try {
    pulumi.runtime.setAllConfig({ ...config });
    setMockOptions(monitor, project, stack, preview, "cost");
    await pulumi.runtime.runInPulumiStack(async () => require(entry) as Record<string, unknown>);
    await pulumi.runtime.disconnect(); // waits for every resource, also those no output depends on
    finish({ kind: "done", registrations: monitor.registrations });
  } catch (thrown) {
    finish(failed(thrown));
  }
}

/** As the CLI does: of a RunError the message says all that helps, of a bug the stack. */
function failed(thrown: unknown): FromChild {
  const refused = pulumi.RunError.isInstance(thrown);
  const full = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { kind: "failed", message: refused ? thrown.message : full, refused };
}

function send(message: FromChild): void {
  process.send?.(message);
}

function finish(message: FromChild): void {
  process.removeAllListeners("exit"); // Pulumi counts unsettled promises there; after a failure they say nothing
  process.send?.(message, () => process.exit(0));
}
