import {
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound, isNamed, isNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import { LeaseLost } from "../../handlers/reconciler/failures/errors";
import { TAG_STACK, TAG_USERNAME } from "../../handlers/shared/iam-names";
import { type Adopting, isAdopting, stopCommand } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { lostLease, reasonOf } from "./errors";
import { HeldLease } from "./held-lease";
import { whereNow } from "./marked-user";
import { readUsername } from "./other-system";
import type { AdoptPorts } from "./ports";
import { end } from "./record-writes";
import { beginRelease, endRelease, notHeld, rename } from "./release-writes";
import { requireReadable } from "./records-judged";
import { isToBeStopped } from "./steps";

/** Where a user of its own is. */
const PATH = "/";

/** A login that leaves management. */
export interface Release {
  username: string;
  mark: Adopting;
  /** The mark of an attempt that has begun. */
  before: Adopting | undefined;
}

/** @throws CommandError if the username has no login that works and may be released */
export async function prepareRelease(
  username: string,
  name: string | undefined,
  ports: AdoptPorts,
): Promise<Release> {
  const { dynamodb, table, clock, iam } = ports;
  const { record, hold } = await readUsername(dynamodb, table, username);
  const key = `Username ${JSON.stringify(username)}`;
  if (record === undefined)
    throw new CommandError(`${key}: no such login: list them with ses-smtp credential list.`);
  const at = new Date(clock.now()).toISOString();
  if (isAdopting(record)) {
    const before = requireReadable(username, record);
    if (!before.releasing)
      throw new CommandError(
        `${key}: it is being adopted: finish that first (ses-smtp credential adopt ${before.user} --as ${username}).`,
      );
    return { username, before, mark: { ...before, to: await nameAfter(name, before, ports), at } };
  }
  const { iam_user_name: user, smtp_username: accessKeyId, status } = record;
  if (hold !== undefined)
    throw new CommandError(
      `${key}: it is held (${hold.reason}): lift the hold first (ses-smtp credential enable ${username}).`,
    );
  if (typeof user !== "string" || typeof accessKeyId !== "string" || status !== "active")
    throw new CommandError(`${key}: its status is ${String(status)}: only an active login can be released.`);
  const found = await ignoreNotFound(iam.send(new GetUserCommand({ UserName: user })));
  if (found?.User?.UserId === undefined)
    throw new CommandError(
      `${key}: its IAM user ${user} does not exist: remove the record (ses-smtp credential remove ${username}).`,
    );
  if (name !== undefined && name !== user) await requireFreeName(name, ports);
  const mark: Adopting = {
    user,
    path: found.User.Path ?? PATH,
    to: name ?? user,
    user_id: found.User.UserId,
    access_key_id: accessKeyId,
    releasing: true,
    at,
    by: "ses-smtp",
  };
  return { username, mark, before: undefined };
}

/** The name may be corrected until the user has left the stack's path. */
async function nameAfter(name: string | undefined, before: Adopting, ports: AdoptPorts): Promise<string> {
  if (name === undefined || name === before.to) return before.to;
  const where = await whereNow(ports.iam, before);
  if (where === undefined || where.path === PATH)
    throw new CommandError(
      `--name ${JSON.stringify(name)}: the IAM user is released as ${before.to} already: leave the option out, and rename the user afterward.`,
    );
  if (name !== before.user) await requireFreeName(name, ports);
  return name;
}

async function requireFreeName(UserName: string, { iam }: AdoptPorts): Promise<void> {
  if ((await ignoreNotFound(iam.send(new GetUserCommand({ UserName })))) !== undefined)
    throw new CommandError(
      `--name ${JSON.stringify(UserName)}: an IAM user has this name already: use another.`,
    );
}

/**
 * Gives a login back: the record is marked, so that the manager leaves it alone; the user leaves the stack's path, and keeps
 * its key and its sender policy; the record goes last. Cut off anywhere, the same command continues.
 *
 * @throws CommandError that says how to continue
 */
export async function release(
  username: string,
  name: string | undefined,
  ports: AdoptPorts,
): Promise<Release> {
  const lease = await HeldLease.acquire(username, ports);
  let ending: Parameters<HeldLease["end"]>[0] = "release";
  try {
    const plan = await prepareRelease(username, name, ports);
    await releaseUnder(lease, plan, ports);
    ending = "forget";
    return plan;
  } catch (error) {
    throw error instanceof LeaseLost ? lostLease(username) : error;
  } finally {
    await lease.end(ending).catch(() => undefined); // it ends by itself
  }
}

async function releaseUnder(lease: HeldLease, plan: Release, ports: AdoptPorts): Promise<void> {
  const { username, mark, before } = plan;
  const { iam, table } = ports;
  const login = { user: mark.to, accessKeyId: mark.access_key_id };
  const marking =
    before === undefined
      ? [beginRelease(table, username, mark), notHeld(table, username)]
      : [rename(table, username, before, mark)];
  await lease.write(marking, { unmanaged: login });
  await move(lease, plan, ports);
  // Until then the manager could find it at our path, and IAM answer as if the user did not exist.
  await lease.untilIamSettles();
  const UserName = mark.to;
  await lease.keep();
  await ignoreNotFound(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })));
  await lease.keep();
  await ignoreNotFound(iam.send(new UntagUserCommand({ UserName, TagKeys: [TAG_STACK, TAG_USERNAME] })));
  await requireNotStopped(plan, ports);
  const { record } = await readUsername(ports.dynamodb, table, username);
  await lease.write([endRelease(table, username, mark, record?.status)], { unmanaged: undefined });
}

/** A user that was deleted meanwhile leaves nothing to move. */
async function move(lease: HeldLease, { username, mark }: Release, ports: AdoptPorts): Promise<void> {
  await lease.keep();
  const where = await whereNow(ports.iam, mark);
  if (where === undefined || (where.name === mark.to && where.path === PATH)) return;
  const { name: UserName } = where;
  try {
    await lease.keep();
    await ports.iam.send(new UpdateUserCommand({ UserName, NewUserName: mark.to, NewPath: PATH }));
  } catch (error) {
    if (isNotFound(error)) return;
    if (!isRefused(error)) throw error;
    await lease.write([end(ports.table, username, mark)], { unmanaged: undefined });
    throw new CommandError(`${reasonOf(error, ports)}. Nothing was changed: the login is managed as before.`);
  }
}

/** IAM has said that it did nothing: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html. */
function isRefused(error: unknown): boolean {
  return ["EntityAlreadyExists", "ValidationError", "InvalidInput", "AccessDenied"].some(name =>
    isNamed(error, name),
  );
}

/** The record is the only place that says that a login has to be stopped: it stays until that is done. */
async function requireNotStopped({ username, mark }: Release, ports: AdoptPorts): Promise<void> {
  if (!(await isToBeStopped(username, ports))) return;
  const keys = await ignoreNotFound(ports.iam.send(new ListAccessKeysCommand({ UserName: mark.to })));
  if (!(keys?.AccessKeyMetadata ?? []).some(({ Status }) => Status === "Active")) return;
  const command = stopCommand({ user: mark.to, accessKeyId: mark.access_key_id });
  throw new CommandError(
    `Username ${JSON.stringify(username)}: its record asks to stop it now, and its IAM user has left the stack's path: stop it with ${command}; then run the same command again.`,
  );
}
