import {
  DeleteUserPermissionsBoundaryCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { ignoreNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import { TAG_STACK, TAG_USERNAME } from "../../handlers/shared/iam-names";
import { keyAttributes } from "../../handlers/shared/read-items";
import { credentialKey } from "../../records/keys";
import { type Adopting, ADOPTING_ATTRIBUTE, isAdopting, readAdopting } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { acquireLease, endLease, waitForIam } from "./lease";
import { readCandidate } from "./candidate";
import { readRecords } from "./other-system";
import type { AdoptPorts } from "./ports";

/** A login that leaves management. */
export interface Release {
  username: string;
  user: string;
  path: string;
  userId: string;
  accessKeyId: string;
  /** The user's name afterward. */
  to: string;
}

/** @throws CommandError if the username has no login that works */
export async function prepareRelease(
  username: string,
  name: string | undefined,
  ports: AdoptPorts,
): Promise<Release> {
  const { record } = await readRecords(ports.dynamodb, ports.table, username);
  const key = `Username ${JSON.stringify(username)}`;
  if (record === undefined)
    throw new CommandError(`${key}: no such login: list them with ses-smtp credential list.`);
  const mark = readAdopting(record);
  if (mark?.releasing)
    return {
      username,
      user: mark.user,
      path: mark.path,
      to: mark.to,
      userId: mark.user_id,
      accessKeyId: mark.access_key_id,
    };
  const { iam_user_name: user, status } = record;
  if (isAdopting(record))
    throw new CommandError(`${key}: it is being adopted: finish that first (ses-smtp credential adopt).`);
  if (typeof user !== "string" || status !== "active")
    throw new CommandError(`${key}: its status is ${String(status)}: only an active login can be released.`);
  const candidate = await readCandidate(ports.iam, user);
  if (candidate === undefined)
    throw new CommandError(
      `${key}: its IAM user ${user} does not exist: remove the record (ses-smtp credential remove).`,
    );
  const { path, id: userId } = candidate;
  return { username, user, path, userId, accessKeyId: String(record.smtp_username), to: name ?? user };
}

/**
 * Gives a login back: the record is marked, so that the manager leaves it alone; the user leaves the stack's path, and keeps
 * its key and its sender policy; the record goes last. Cut off anywhere, the same command continues.
 */
export async function release(
  { username, user, path, userId, accessKeyId, to }: Release,
  ports: AdoptPorts,
): Promise<void> {
  const { iam, dynamodb, table, clock } = ports;
  const lease = await acquireLease(username, ports);
  const Key = keyAttributes(credentialKey(username));
  try {
    const mark: Adopting = {
      user,
      path,
      to,
      user_id: userId,
      access_key_id: accessKeyId,
      releasing: true,
      at: new Date(clock.now()).toISOString(),
      by: "ses-smtp",
    };
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key,
        UpdateExpression: "SET #adopting = :mark",
        ConditionExpression:
          "iam_user_name = :user AND (attribute_not_exists(#adopting) OR #adopting.releasing = :true)",
        ExpressionAttributeNames: { "#adopting": ADOPTING_ATTRIBUTE },
        ExpressionAttributeValues: {
          ...marshall({ ":mark": mark, ":user": user }),
          ":true": { BOOL: true },
        },
      }),
    );
    await lease.keep();
    await ignoreNotFound(iam.send(new UpdateUserCommand({ UserName: user, NewUserName: to, NewPath: "/" })));
    await lease.keep();
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: to })).catch(ignoreGone);
    await lease.keep();
    await iam.send(new UntagUserCommand({ UserName: to, TagKeys: [TAG_STACK, TAG_USERNAME] }));
    await waitForIam(lease, ports);
    await dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    await endLease(lease, "forget");
  } catch (error) {
    await endLease(lease, { ...lease.handover, changedAt: clock.now() }).catch(() => undefined); // it ends by itself
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new CommandError(
      `Username ${JSON.stringify(username)}: its record was changed meanwhile: look at it (ses-smtp credential show ${username}), then run the command again.`,
    );
  }
}

/** A user without a boundary answers as if it did not exist. */
function ignoreGone(error: unknown): void {
  if (error instanceof Error && /NoSuchEntity/.test(error.name)) return;
  throw error;
}
