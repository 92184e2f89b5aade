import { pollUntil } from "../../sandbox/shared/poll";
import type { Calls } from "../../sandbox/front-door/call-log";
import { startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import type { Figure } from "../figure";

const COUNT = 200;

/** The calls of a bare script for one credential: user, policy, key, encrypt, store. */
const BARE_CALLS = 5;

/** Two hundred records written at once: the time until all are active, and the number of AWS calls. */
export async function throughputFigures(): Promise<Figure[]> {
  const sandbox = await startSandbox({ keyDelayMs: 200 });
  const administrator = new Administrator(sandbox.report);
  try {
    const usernames = Array.from({ length: COUNT }, (_, index) => `bench-${index}`);
    sandbox.frontDoor.calls.clear(); // before the writes, because the function starts before the last one completes
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
      return waiting.size === 0 ? { done: true } : { yet: `${waiting.size} not active yet` };
    });
    const seconds = (performance.now() - started) / 1000;
    const { calls } = sandbox.frontDoor;
    const made = calls.count() - read - COUNT; // without the benchmark's own reads and writes
    return [
      { name: `${COUNT} records written at once, until all are active`, value: seconds, unit: "s" },
      { name: "credentials per second", value: COUNT / seconds, unit: "1/s" },
      {
        name: "AWS calls per credential, including those triggered by its own writes",
        value: made / COUNT,
        unit: "calls",
        reference: { name: "bare script", value: BARE_CALLS },
      },
      ...byAction(calls, { "dynamodb GetItem": read, "dynamodb PutItem": COUNT }),
    ];
  } finally {
    administrator.close();
    await sandbox.close();
  }
}

/** The same by action, without as many of the benchmark's own. */
function byAction(calls: Calls, own: Readonly<Record<string, number>>): Figure[] {
  const counts = new Map<string, number>();
  for (const { service, action } of calls.list()) {
    const name = `${service} ${action}`;
    counts.set(name, (counts.get(name) ?? -(own[name] ?? 0)) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => ({ name: `  of which ${name}`, value: count / COUNT, unit: "calls" }));
}
