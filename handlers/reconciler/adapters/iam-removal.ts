import {
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { RemovalBlocked } from "../failures/errors";
import { ignoreUserGone, isAccessDenied, isNamed } from "./iam-errors";
import { ADDED_KINDS } from "./iam-added";

/** @param confirmed whether IAM has deleted it now; false if it does not know it, or does not know it yet */
export type OnKeyGone = (key: string, confirmed: boolean) => void;

/**
 * Removes an IAM user and everything attached to it. Keys first: the login ends at once. Then the user is deleted, and
 * only if IAM refuses because somebody added something to it (a console password, an MFA device, a group …), that is
 * looked for and removed as well, in the order of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html. Anything that is gone already is skipped, so
 * it can run again after it stopped at any point. No list here has a second page: IAM's limits are two keys, ten
 * groups, twenty managed policies, eight MFA devices and 2,048 characters of inline policies.
 *
 * @param beforeEach awaited before each call; if it throws, nothing more is done
 * @param onKeyGone told of each access key that no longer exists, even if the user still does
 * @returns whether IAM deleted it now; false if it does not know the user, or does not know it yet
 * @throws RemovalBlocked if IAM refuses because of something that this role may not remove
 */
export async function removeIamUser(
  iam: Pick<IAMClient, "send">,
  UserName: string,
  beforeEach: () => Promise<void>,
  onKeyGone: OnKeyGone = () => undefined,
): Promise<boolean> {
  const call = async <T>(send: () => Promise<T>): Promise<T | undefined> => {
    await beforeEach();
    return ignoreUserGone(iam, UserName, send());
  };
  const deleteUser = () => call(() => iam.send(new DeleteUserCommand({ UserName })));

  const keys = await call(() => iam.send(new ListAccessKeysCommand({ UserName })));
  for (const { AccessKeyId } of keys?.AccessKeyMetadata ?? []) {
    const deleted = await call(() => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
    if (AccessKeyId !== undefined) onKeyGone(AccessKeyId, deleted !== undefined);
  }
  const attached = await call(() => iam.send(new ListAttachedUserPoliciesCommand({ UserName })));
  for (const { PolicyArn } of attached?.AttachedPolicies ?? []) {
    await call(() => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
  const inline = await call(() => iam.send(new ListUserPoliciesCommand({ UserName })));
  for (const PolicyName of inline?.PolicyNames ?? []) {
    await call(() => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
  }
  try {
    return (await deleteUser()) !== undefined;
  } catch (error) {
    if (!isNamed(error, "DeleteConflict")) throw error;
  }
  const blockers = await removeAdded(iam, UserName, call);
  try {
    return (await deleteUser()) !== undefined;
  } catch (error) {
    // Without a blocker, IAM's lists do not show yet what DeleteUser sees: a later try finds it.
    if (!isNamed(error, "DeleteConflict") || blockers.length === 0) throw error;
    throw new RemovalBlocked(UserName, blockers);
  }
}

type Call = <T>(send: () => Promise<T>) => Promise<T | undefined>;

/** @returns what was found and may not be removed, such as `the group admins` */
async function removeAdded(iam: Pick<IAMClient, "send">, user: string, call: Call): Promise<string[]> {
  const blockers: string[] = [];
  for (const { name, list, remove } of ADDED_KINDS) {
    try {
      const found = (await call(() => list(iam, user))) ?? [];
      for (const one of found) {
        await unlessDenied(
          call(() => remove(iam, user, one)),
          () => blockers.push(`the ${name} ${one}`.trim()),
        );
      }
    } catch (error) {
      if (!isAccessDenied(error)) throw error;
      blockers.push(`any ${name}s, which it may not list either`);
    }
  }
  return blockers;
}

async function unlessDenied(answer: Promise<unknown>, denied: () => void): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    denied();
  }
}
