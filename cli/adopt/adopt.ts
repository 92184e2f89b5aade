import { LeaseLost } from "../../handlers/reconciler/failures/errors";
import { USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import type { Adopting } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { CannotContinue, FINISH, lostLease, reasonOf } from "./errors";
import { ChangedMeanwhile, HeldLease } from "./held-lease";
import { finishRecord, RecordRemoved } from "./finish";
import type { AdoptPorts, AdoptRequest } from "./ports";
import { type Adoption, prepare } from "./prepare";
import { begin, goOn, verified } from "./record-writes";
import { makeOurs, removeOldRights, type Stepping } from "./steps";
import { undo } from "./undo";

/** A login that was adopted. */
export interface Adopted {
  adoption: Adoption;
  /** The IAM user's name now. */
  userName: string;
}

/**
 * Brings an IAM user under management; its login works at every moment. The record is marked first, and the manager leaves
 * the login alone from then on. What fails is taken back, in reverse; once the login was verified under its new name, it is
 * only finished. What is cut off is continued by the same command.
 *
 * @throws CommandError that says what was undone, or how to continue
 */
export async function adopt(request: AdoptRequest, ports: AdoptPorts): Promise<Adopted> {
  const lease = await HeldLease.acquire(request.username, ports);
  try {
    return await adoptUnder(lease, request, ports);
  } catch (error) {
    throw error instanceof LeaseLost ? lostLease(request.username) : error;
  } finally {
    await lease.end("release").catch(() => undefined); // it ends by itself
  }
}

async function adoptUnder(lease: HeldLease, request: AdoptRequest, ports: AdoptPorts): Promise<Adopted> {
  const { username } = request;
  if (lease.handover.compromised)
    throw new CommandError(
      `Username ${JSON.stringify(username)}: its former login is compromised and is being removed: wait a minute, then run the command again.`,
    );
  const adoption = await prepareOrUndo(lease, request, ports);
  const mark = adoption.mark ?? newMark(adoption, lease, ports);
  const stepping = { ports, adoption, mark, lease, mayBeRenamed: false };
  if (!mark.verified) await verifyOrUndo(stepping);
  try {
    await lease.untilIamSettles(); // until SES knows of the sender policy, the old rights are needed
    await removeOldRights(stepping);
    await finishRecord(stepping);
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof RecordRemoved) throw error;
    throw new CommandError(`${reasonOf(error, ports)}. ${FINISH}`);
  }
  return { adoption, userName: mark.to };
}

async function prepareOrUndo(lease: HeldLease, request: AdoptRequest, ports: AdoptPorts): Promise<Adoption> {
  try {
    return await prepare(request, ports, () => lease.keep());
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    const { mark } = error;
    throw await undone(error, { username: request.username, mark, ports, lease, mayBeRenamed: false });
  }
}

function newMark({ user, accessKeyId, record }: Adoption, lease: HeldLease, { clock }: AdoptPorts): Adopting {
  const replaced = user.policies.find(({ name, arn }) => name === USER_POLICY_NAME && arn === undefined);
  return {
    user: user.name,
    path: user.path,
    to: lease.newUserName(),
    user_id: user.id,
    access_key_id: accessKeyId,
    ...(replaced && { policy: replaced.document }),
    ...(record === undefined && { created: true }),
    at: new Date(clock.now()).toISOString(),
    by: "ses-smtp",
  };
}

async function verifyOrUndo(stepping: Stepping): Promise<void> {
  const { ports, adoption, mark, lease } = stepping;
  const { table, clock } = ports;
  const { username } = adoption.request;
  const isNew = adoption.mark === undefined;
  const at = new Date(clock.now()).toISOString();
  const write = isNew ? begin(table, adoption, mark) : goOn(table, username, { ...mark, at });
  const accessKeyId = mark.access_key_id;
  let begun = !isNew;
  try {
    await lease.write([write], {
      userName: mark.to,
      unmanaged: { user: mark.user, accessKeyId },
      previous: undefined,
      // Until its old rights are gone, what it sends is not judged by its list.
      senders: undefined,
    });
    begun = true;
    ports.progress("The record is marked; moving the user …");
    await makeOurs(stepping);
    await lease.write([verified(table, username, mark)], {
      currentKey: accessKeyId,
      unmanaged: { user: mark.to, accessKeyId },
    });
  } catch (error) {
    if (error instanceof LeaseLost || (error instanceof ChangedMeanwhile && !begun)) throw error;
    throw await undone(error, { username, ...stepping });
  }
}

/** Undoes an adoption because of an error. @returns what is told @throws LeaseLost */
async function undone(error: unknown, undoing: Parameters<typeof undo>[0]): Promise<CommandError> {
  const why = reasonOf(error, undoing.ports);
  try {
    return new CommandError(`${why}. ${await undo(undoing)}`);
  } catch (failed) {
    if (failed instanceof LeaseLost) throw failed;
    const reason = reasonOf(failed, undoing.ports);
    if (failed instanceof CommandError && failed.message === FINISH)
      return new CommandError(`${why}. ${FINISH}`);
    return new CommandError(
      `${why}. It could not be undone either (${reason}): the login works; run the same command again to continue.`,
    );
  }
}
