import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import type { Figure } from "../figure";

const COUNT = 200;

/** The calls that a bare script would make for one credential: user, policy, key, encrypt, store. */
const BARE_CALLS = 5;

/** Two hundred records put at once: how long until all are active, and what that asks of AWS. */
export async function throughputFigures(): Promise<Figure[]> {
  const sandbox = await startSandbox({ keyDelayMs: 200 });
  const administrator = new Administrator(sandbox.report);
  try {
    const usernames = Array.from({ length: COUNT }, (_, index) => `bench-${index}`);
    sandbox.frontDoor.calls.clear(); // before the puts: the function is at work before the last of them is answered
    const started = performance.now();
    await Promise.all(
      usernames.map(username =>
        administrator.put(username, {
          status: "pending",
          allowed_from_addresses: [`${username}@company.com`],
        }),
      ),
    );
    const waiting = new Set(usernames);
    let read = 0;
    await pollUntil(`${COUNT} active records`, 300_000, async () => {
      for (const username of [...waiting]) {
        read++;
        if ((await administrator.read(username))?.status !== "active") break;
        waiting.delete(username);
      }
      return waiting.size === 0 ? { done: true } : { yet: `${waiting.size} are not active` };
    });
    const seconds = (performance.now() - started) / 1000;
    const calls = sandbox.frontDoor.calls.count() - read - COUNT; // the bench's own reads and puts
    return [
      { name: `${COUNT} records put at once, until all are active`, value: seconds, unit: "s" },
      { name: "credentials a second", value: COUNT / seconds, unit: "1/s" },
      {
        name: "AWS calls a credential, looks after its own writes included",
        value: calls / COUNT,
        unit: "calls",
        reference: { name: "bare script", value: BARE_CALLS },
      },
    ];
  } finally {
    administrator.close();
    await sandbox.close();
  }
}
