import { userName } from "../../handlers/shared/iam-names";
import { allowing, senderAttributes } from "../../handlers/shared/sender-history";
import { CommandError } from "../shared/context";
import { acquireLease, endLease, waitForIam } from "./lease";
import type { AdoptPorts } from "./ports";
import type { Adoption, Earlier } from "./prepare";
import { arnAfter, finishRecord, markAdopting, unmark } from "./record";
import { makeOurs, removeOldRights, undo } from "./steps";

/**
 * Brings an IAM user under management; its login works at every moment. The record is marked first, and the manager leaves
 * the login alone from then on. What fails is taken back, in reverse; what is cut off is continued by the same command.
 *
 * @throws CommandError that says what was undone, or how to continue
 */
export async function adopt(adoption: Adoption, ports: AdoptPorts): Promise<{ userName: string }> {
  const { username } = adoption.request;
  const lease = await acquireLease(username, ports);
  const { handover } = lease;
  const keep = () => lease.keep();
  const earlier: Earlier = adoption.earlier ?? {
    user: adoption.user.name,
    path: adoption.user.path,
    to: lease.takeProposedUser() ?? userName(username, new Date(ports.clock.now())),
  };
  const senders = allowing(handover.senders, adoption.patterns, ports.clock.now());
  const currentKey = adoption.accessKeyId;
  const result = { ...handover, senders, currentKey, userName: earlier.to, unmanaged: undefined };
  try {
    await markAdopting(adoption, earlier, ports);
    ports.progress("The record is marked; moving the user …");
    await makeOursOrUndo(adoption, earlier, ports, keep);
    await lease.record({ current_key: { S: currentKey }, ...senderAttributes(senders) });
    await removeOldRights(ports, earlier.to, keep);
    await keep();
    await finishRecord(adoption, earlier, ports, arnAfter(adoption.user.arn, ports, username, earlier.to));
    await endLease(lease, { ...result, changedAt: ports.clock.now() });
    return { userName: earlier.to };
  } catch (error) {
    await endLease(lease, { ...handover, changedAt: ports.clock.now() }).catch(() => undefined); // it ends by itself
    throw error;
  }
}

async function makeOursOrUndo(
  adoption: Adoption,
  earlier: Earlier,
  ports: AdoptPorts,
  keep: () => Promise<void>,
): Promise<void> {
  try {
    await makeOurs({ ports, adoption, earlier, keep });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    try {
      if (await undo({ ports, earlier })) await waitForIam({ keep }, ports);
      await unmark(adoption, earlier, ports);
    } catch (undoing) {
      throw new CommandError(
        `${why}. It could not be undone either (${undoing instanceof Error ? undoing.message : String(undoing)}): the login works; run the same command again to continue.`,
      );
    }
    throw new CommandError(`${why}. Everything was undone: ${earlier.user} is as it was.`);
  }
}
