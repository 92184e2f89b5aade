import { LeaseLost } from "../failures/errors";
import type { Lease } from "../lease/lease";
import { type Said, saidAttribute } from "../lease/said";
import { ownerEmail } from "../../shared/owner-email";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import type { RunState } from "../run-state";
import type { Request } from "../types";
import { alertOf } from "./alert-texts";
import { type NoticeFacts, noticesDue } from "./due";
import { mailOf } from "./mail-texts";
import { unsaid, withFailed, withSaid } from "./memory";
import type { Delivery } from "./notice";

/**
 * Tells people what they should know about a login after this run: administrators through the alert topic, its holder by
 * email. What is about to be said is noted in the lease item first, so that duplicates, retries and sweeps say nothing
 * twice, even if a run dies in between. What cannot be delivered is logged, and tried again a day later at the earliest:
 * it never fails the run.
 *
 * @throws LeaseLost
 */
export async function announce(run: Run, ports: Ports, lease: Lease, state: RunState): Promise<void> {
  const { outcome } = state;
  if (outcome === undefined || run.remainingMs() < CLOSING_MS) return;
  const now = ports.clock.now();
  const due = (await dueNow(run, ports, state, outcome, now)).filter(
    ({ audience }) => audience === "administrators" || ports.notices.canMail,
  );
  const saying = unsaid(due, state.said, now);
  const said = withSaid(state.said, due, saying, now);
  if (saying.length === 0) {
    state.said = said;
    return;
  }
  if (!(await note(run, lease, said))) return;
  const results = await Promise.allSettled(saying.map(delivery => deliver(run, ports, outcome, delivery)));
  const failed = saying.filter((_, index) => results[index]?.status === "rejected");
  for (const [index, { audience, notice }] of saying.entries()) {
    const result = results[index];
    const fields = { notice: notice.kind, audience };
    if (result?.status === "rejected")
      run.log.warn("a notice was not sent", { ...fields, error: result.reason as unknown });
    else run.log.info("notice", fields);
  }
  state.said = withFailed(said, failed);
}

async function dueNow(
  run: Run,
  ports: Ports,
  state: RunState,
  record: Request,
  now: number,
): Promise<Delivery[]> {
  const { previous, wasCompromised: compromised } = state;
  const due = (previousUsedAt: number | undefined) => {
    const facts: NoticeFacts = { username: run.username, record, compromised, previous, previousUsedAt };
    return noticesDue(facts, ports.rotation, now);
  };
  const ifUsed = due(now);
  const asks = unsaid(ifUsed, state.said, now).some(({ notice }) => notice.kind === "old_login_in_use");
  if (previous === undefined || !asks) return ifUsed;
  try {
    return due(await ports.users.lastUsed(previous.id));
  } catch (error) {
    run.log.warn("the last use of the previous login is unknown", { error });
    return due(undefined);
  }
}

/** @returns false if it could not be noted: then nothing may be said */
async function note(run: Run, lease: Lease, said: Said): Promise<boolean> {
  try {
    await lease.record({ said: saidAttribute(said) });
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    run.log.warn("a notice was not sent", { error });
    return false;
  }
}

async function deliver(
  { username }: Run,
  { notices }: Ports,
  { attributes }: Request,
  { audience, notice }: Delivery,
): Promise<void> {
  if (audience === "administrators") return notices.alert(alertOf(username, notice));
  const owner = ownerEmail(attributes);
  if (owner !== undefined) await notices.mail(owner, mailOf(username, notice));
}
