import {
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  PutUserPolicyCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound, isNamed } from "../../handlers/reconciler/adapters/iam-errors";
import { TAG_STACK, TAG_USERNAME, USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import { type Adopting, readAdopting, stopCommand } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { FINISH } from "./errors";
import { ChangedMeanwhile, type HeldLease } from "./held-lease";
import { whereNow } from "./marked-user";
import { readUsername } from "./other-system";
import type { AdoptPorts } from "./ports";
import { end } from "./record-writes";
import { isToBeStopped } from "./steps";

/** What is undone, and with what. */
interface Undoing {
  username: string;
  mark: Adopting;
  ports: AdoptPorts;
  lease: HeldLease;
  /** The user may have its new name since a moment ago, whatever IAM shows. */
  mayBeRenamed: boolean;
}

/**
 * Takes an adoption back from any point before its login was verified: the user first, then the mark. It can be repeated.
 *
 * @returns what became of it, as a sentence
 * @throws CommandError if the login was verified meanwhile; AWS's error; LeaseLost
 */
export async function undo(undoing: Undoing): Promise<string> {
  const { username, mark, ports, lease } = undoing;
  const { record } = await readUsername(ports.dynamodb, ports.table, username);
  const current = record && readAdopting(record);
  const isOurs = current?.user === mark.user && current.to === mark.to;
  // The answer to a write may have been lost.
  const isVerified = isOurs && current.verified === true;
  const isGone = await undoUser(undoing, isVerified);
  const isStopped = await isToBeStopped(username, ports);
  if (isOurs) {
    // The manager reports it if the record is gone and its login still works.
    const keepsUser = !isGone && (isStopped || !mark.created);
    await lease
      .write([end(ports.table, username, mark)], {
        userName: undefined,
        previous: lease.handover.previous,
        senders: lease.handover.senders,
        ...(!keepsUser && { unmanaged: undefined }),
      })
      .catch(ignoreChanged);
  }
  if (isGone) return `Everything was undone: the IAM user ${mark.user} no longer exists.`;
  const undone = `Everything was undone: ${mark.user} is as it was.`;
  if (!isStopped) return undone;
  const command = stopCommand({ user: mark.user, accessKeyId: mark.access_key_id });
  return `${undone} Its record asked to stop it: stop it with ${command}.`;
}

/** Somebody else has taken the mark away, or the record: then there is nothing to take back. */
function ignoreChanged(error: unknown): void {
  if (!(error instanceof ChangedMeanwhile)) throw error;
}

/**
 * Its name and path first, so that it is nobody's orphan while it still has our tags.
 *
 * @returns whether it is gone
 */
async function undoUser(undoing: Undoing, isVerified: boolean): Promise<boolean> {
  const { mark, ports, lease } = undoing;
  const { iam } = ports;
  const { user: UserName } = mark;
  const name = await find(undoing);
  if (name === undefined) return true;
  if (isVerified) throw new CommandError(FINISH);
  if (name !== UserName) {
    await lease.keep();
    await moveBack(iam, mark);
    // Until then the manager could find it at its old path, and IAM answer as if the user did not exist.
    await lease.untilIamSettles();
  }
  await lease.keep();
  await ignoreNotFound(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })));
  await lease.keep();
  await ignoreNotFound(iam.send(new UntagUserCommand({ UserName, TagKeys: [TAG_STACK, TAG_USERNAME] })));
  await lease.keep();
  const policy = { UserName, PolicyName: USER_POLICY_NAME };
  await ignoreNotFound<unknown>(
    mark.policy === undefined
      ? iam.send(new DeleteUserPolicyCommand(policy))
      : iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: mark.policy })),
  );
  return false;
}

/** @returns its name now; undefined if it is gone, also once IAM has settled */
async function find({ mark, ports, lease, mayBeRenamed }: Undoing): Promise<string | undefined> {
  await lease.keep();
  const name = (await whereNow(ports.iam, mark))?.name;
  if (name === mark.to || (name !== undefined && !mayBeRenamed)) return name;
  await lease.untilIamSettles();
  return (await whereNow(ports.iam, mark))?.name;
}

async function moveBack(iam: AdoptPorts["iam"], { user, path, to }: Adopting): Promise<void> {
  try {
    await iam.send(new UpdateUserCommand({ UserName: to, NewUserName: user, NewPath: path }));
  } catch (error) {
    if (!isNamed(error, "EntityAlreadyExists")) throw error;
    throw new CommandError(
      `IAM user ${user}: another user has this name meanwhile: rename or delete that one.`,
    );
  }
}
