import type { SandboxReport } from "../shared/report";
import { Administrator } from "../testkit/administrator";
import { MailClient } from "../testkit/mail-client";
import { TOUR } from "./steps";

/**
 * Takes the tour: each step does one thing a user would, and checks what came of it.
 * @param patienceMs how long a record may take
 * @returns whether every step held
 */
export async function takeTour(
  sandbox: SandboxReport,
  say: (line: string) => void,
  patienceMs?: number,
): Promise<boolean> {
  const administrator = new Administrator(sandbox, patienceMs);
  const client = new MailClient(sandbox);
  try {
    for (const [index, step] of TOUR.entries()) {
      const started = Date.now();
      const label = `${String(index + 1).padStart(2)}. ${step.title}`;
      try {
        const detail = await step.run({ administrator, client, domain: sandbox.domain });
        say(`✓ ${label} (${((Date.now() - started) / 1000).toFixed(1)} s)\n      ${detail}`);
      } catch (error) {
        say(`✗ ${label}\n      ${error instanceof Error ? error.message : String(error)}`);
        return false; // what follows builds on it
      }
    }
    return true;
  } finally {
    administrator.close();
  }
}
