import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { type Figure, median, quantile } from "../figure";
import { BareScript } from "./bare-script";

const COUNT = 20;

/**
 * How long a new key is rejected. The first value, like AWS's 5 to 15 s, makes both sides wait and retry once; with
 * the second neither waits, which shows the work alone.
 */
const KEY_DELAYS_MS = [100, 0];

const TIMEOUT_MS = 60_000;

/** Between reads of the record, which compete with the function's own calls for the sandbox's single process. */
const PAUSE_MS = 20;

/** Longer than any gap between one event's calls, and than the stream's delivery of the next event. */
const IDLE_MS = 300;

/** From writing a pending record to `active`, one record at a time, compared to a script with the same AWS calls. */
export async function activationFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const keyDelayMs of KEY_DELAYS_MS) figures.push(...(await figuresWith(keyDelayMs)));
  return figures;
}

async function figuresWith(keyDelayMs: number): Promise<Figure[]> {
  const sandbox = await startSandbox({ keyDelayMs });
  const administrator = new Administrator(sandbox.report);
  const script = new BareScript(sandbox.report);
  try {
    const [ours, bare, delivered]: [number[], number[], number[]] = [[], [], []];
    await activate(administrator, "warm-up");
    await script.makeLogin("warm-up");
    for (let turn = 0; turn < COUNT; turn++) {
      await waitUntilIdle(sandbox);
      const put = Date.now();
      ours.push(await timed(() => activate(administrator, `bench-${turn}`)));
      const made = sandbox.frontDoor.calls.list("iam", "CreateUser").at(0);
      if (made !== undefined) delivered.push(made.at.getTime() - put);
      await waitUntilIdle(sandbox);
      bare.push(await timed(() => script.makeLogin(`bare-${turn}`)));
    }
    const what = keyDelayMs > 0 ? "pending → active" : "pending → active, keys accepted immediately";
    const comparedTo = (value: number) => ({ name: "bare script, login included", value });
    return [
      {
        name: `${what}, median of ${COUNT}${keyDelayMs > 0 ? " (aim: at most 1.3)" : ""}`,
        value: median(ours),
        unit: "ms",
        reference: comparedTo(median(bare)),
      },
      {
        name: `${what}, 95th percentile`,
        value: quantile(ours, 0.95),
        unit: "ms",
        reference: comparedTo(quantile(bare, 0.95)),
      },
      {
        name: "  of which until the user is created: stream delivery, lease, record; median",
        value: median(delivered),
        unit: "ms",
        reference: { name: "total", value: median(ours) },
      },
    ];
  } finally {
    script.close();
    administrator.close();
    await sandbox.close();
  }
}

/** Waits until there are no AWS calls: the function runs again after its own write, which would slow the script. */
async function waitUntilIdle({ frontDoor: { calls } }: Sandbox): Promise<void> {
  do {
    calls.clear();
    await new Promise(resolve => setTimeout(resolve, IDLE_MS));
  } while (calls.count() > 0);
}

async function activate(administrator: Administrator, username: string): Promise<void> {
  await administrator.put(username, {
    status: "pending",
    allowed_from_addresses: [`${username}@company.com`],
  });
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const record = await administrator.read(username);
    if (record?.status === "active") return;
    if (record?.status === "failed" || Date.now() > end)
      throw new Error(
        `${username} has status ${record?.status ?? "(no record)"}: ${record?.failure?.message ?? ""}`,
      );
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
