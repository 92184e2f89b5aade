import { randomUUID } from "node:crypto";
import { Lease } from "../../handlers/reconciler/lease/lease";
import { LEASE_MS, type LeasePorts } from "../../handlers/reconciler/lease/item";
import { SharedLooks } from "../../handlers/reconciler/lease/looks";
import { SETTLE_MS } from "../../handlers/reconciler/plan/waits";
import { CommandError } from "../shared/context";
import type { AdoptPorts } from "./ports";

/** A lease of a run that has died ends by itself; a living one is done by then. */
const MAX_LEASE_WAIT_MS = LEASE_MS + 10_000;
const LEASE_PAUSE_MS = 2_000;

/** The same lease as the manager's: only one of us changes a login at a time. @throws CommandError if it stays taken */
export async function acquireLease(username: string, ports: AdoptPorts): Promise<Lease> {
  const { dynamodb, table, clock } = ports;
  const leases: Omit<LeasePorts, "looks"> = { dynamodb, table, clock };
  const book: LeasePorts = { ...leases, looks: new SharedLooks(leases, [username]) };
  const holder = randomUUID();
  const until = clock.now() + MAX_LEASE_WAIT_MS;
  for (;;) {
    const lease = await Lease.acquire(book, username, holder);
    if (lease !== undefined) return lease;
    if (clock.now() + LEASE_PAUSE_MS > until)
      throw new CommandError(
        `Username ${JSON.stringify(username)}: another run is working on it: wait a minute, then run the command again.`,
      );
    ports.progress("Waiting for another run to end …");
    await clock.sleep(LEASE_PAUSE_MS);
  }
}

/** Until IAM shows where a user is now: before that, the manager could find it at its old path and remove it. */
export async function waitForIam(lease: Pick<Lease, "keep">, ports: AdoptPorts): Promise<void> {
  const { clock } = ports;
  ports.progress("Waiting until IAM has settled (30 s) …");
  for (const until = clock.now() + SETTLE_MS; clock.now() < until;) {
    await lease.keep();
    await clock.sleep(LEASE_PAUSE_MS);
  }
}

/** Whoever marks the lease has booked a run of its own, and the record's last write starts one too. */
export async function endLease(
  lease: Lease,
  result: Parameters<Lease["release"]>[0] | "forget",
): Promise<void> {
  while (!(await (result === "forget" ? lease.forget() : lease.release(result)))) lease.takeMark();
}
