import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { type Figure, median, quantile } from "../figure";
import { BareScript } from "./bare-script";

const COUNT = 20;

/**
 * How long a new key is refused: for a moment, as by AWS where it is 5 to 15 s, so that both sides are refused once
 * and wait; and not at all, which shows what is done and not what is waited for.
 */
const KEY_DELAYS_MS = [100, 0];

const ACTIVE_WITHIN_MS = 60_000;

/** Looking costs a call, which the sandbox's one process answers between the function's own. */
const PAUSE_MS = 20;

/** Longer than the pauses between the calls of one event, and than the stream takes to deliver the next. */
const QUIET_MS = 300;

/** From the put of a pending record to `active`, one after the other, beside a script of the same AWS calls. */
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
      await quiet(sandbox);
      const put = Date.now();
      ours.push(await timed(() => activate(administrator, `bench-${turn}`)));
      const made = sandbox.frontDoor.calls.list("iam", "CreateUser").at(0);
      if (made !== undefined) delivered.push(made.at.getTime() - put);
      await quiet(sandbox);
      bare.push(await timed(() => script.makeLogin(`bare-${turn}`)));
    }
    const what = keyDelayMs > 0 ? "pending → active" : "pending → active, keys good at once";
    const beside = (value: number) => ({ name: "bare script, login included", value });
    return [
      {
        name: `${what}, median of ${COUNT}${keyDelayMs > 0 ? " (aim: at most 1.3)" : ""}`,
        value: median(ours),
        unit: "ms",
        reference: beside(median(bare)),
      },
      {
        name: `${what}, 95th percentile`,
        value: quantile(ours, 0.95),
        unit: "ms",
        reference: beside(quantile(bare, 0.95)),
      },
      {
        name: "  of it, until the user is made: the stream's delivery, lease, record; median",
        value: median(delivered),
        unit: "ms",
        reference: { name: "the whole", value: median(ours) },
      },
    ];
  } finally {
    script.close();
    administrator.close();
    await sandbox.close();
  }
}

/** Once nobody asks AWS for anything: the function looks again after its own write, which would slow the script. */
async function quiet({ frontDoor: { calls } }: Sandbox): Promise<void> {
  do {
    calls.clear();
    await new Promise(resolve => setTimeout(resolve, QUIET_MS));
  } while (calls.count() > 0);
}

async function activate(administrator: Administrator, username: string): Promise<void> {
  await administrator.put(username, {
    status: "pending",
    allowed_from_addresses: [`${username}@company.com`],
  });
  const end = Date.now() + ACTIVE_WITHIN_MS;
  for (;;) {
    const record = await administrator.read(username);
    if (record?.status === "active") return;
    if (record?.status === "failed" || Date.now() > end)
      throw new Error(`${username} is ${record?.status ?? "gone"}: ${record?.failure?.message ?? ""}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
