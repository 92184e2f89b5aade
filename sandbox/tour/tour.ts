import type { SandboxReport } from "../shared/report";
import { Administrator } from "../testkit/administrator";
import { MailClient } from "../testkit/mail-client";
import { TOUR } from "./steps";

/**
 * Runs the tour: each step does one thing that a user would do, and checks the result.
 * @param timeoutMs how long to wait for a record to change
 * @returns whether all steps passed
 */
export async function takeTour(
  sandbox: SandboxReport,
  log: (line: string) => void,
  timeoutMs?: number,
): Promise<boolean> {
  const administrator = new Administrator(sandbox, timeoutMs);
  const client = new MailClient(sandbox);
  try {
    for (const [index, step] of TOUR.entries()) {
      const started = Date.now();
      const label = `${String(index + 1).padStart(2)}. ${step.title}`;
      try {
        const detail = await step.run({ sandbox, administrator, client, domain: sandbox.domain });
        log(`✓ ${label} (${((Date.now() - started) / 1000).toFixed(1)} s)\n      ${detail}`);
      } catch (error) {
        log(`✗ ${label}\n      ${error instanceof Error ? error.message : String(error)}`);
        return false; // the following steps build on this one
      }
    }
    return true;
  } finally {
    administrator.close();
  }
}
