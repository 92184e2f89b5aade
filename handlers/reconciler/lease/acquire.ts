import { randomUUID } from "node:crypto";
import { LeaseLost } from "../failures/errors";
import { pauseMs } from "../pause";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import { Lease } from "./lease";

const MAX_PAUSE_MS = 2_000;

/** Waits for the username's lease. @throws LeaseLost if another run holds it until this one has to end */
export async function acquireLease(run: Run, ports: Ports): Promise<Lease> {
  const holder = randomUUID();
  for (let turn = 0; ; turn++) {
    const lease = await Lease.acquire(ports.leases, run.username, holder);
    if (lease !== undefined) return lease;
    if (run.remainingMs() < CLOSING_MS)
      throw new LeaseLost(`Another run is reconciling ${run.username}.`, { username: run.username });
    await ports.clock.sleep(pauseMs(turn, MAX_PAUSE_MS, ports.random));
  }
}
