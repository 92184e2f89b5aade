import {
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound } from "./iam-errors";

/**
 * Removes an IAM user and everything attached to it, in the order IAM requires
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html). Keys first: the login ends at once.
 * Anything that is gone already is skipped, so it can run again after it stopped at any point. No list here has a
 * second page: IAM's limits are two keys, ten groups, twenty managed policies and 2,048 characters of inline ones.
 *
 * @param beforeEach awaited before each call; if it throws, nothing more is done
 * @returns whether IAM deleted it now; false if it does not know the user, or does not know it yet
 */
export async function removeIamUser(
  iam: Pick<IAMClient, "send">,
  UserName: string,
  beforeEach: () => Promise<void>,
): Promise<boolean> {
  const call = async <T>(send: () => Promise<T>): Promise<T | undefined> => {
    await beforeEach();
    return ignoreNotFound(send());
  };
  const keys = await call(() => iam.send(new ListAccessKeysCommand({ UserName })));
  for (const { AccessKeyId } of keys?.AccessKeyMetadata ?? []) {
    await call(() => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  }
  const attached = await call(() => iam.send(new ListAttachedUserPoliciesCommand({ UserName })));
  for (const { PolicyArn } of attached?.AttachedPolicies ?? []) {
    await call(() => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
  const inline = await call(() => iam.send(new ListUserPoliciesCommand({ UserName })));
  for (const PolicyName of inline?.PolicyNames ?? []) {
    await call(() => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
  }
  const groups = await call(() => iam.send(new ListGroupsForUserCommand({ UserName })));
  for (const { GroupName } of groups?.Groups ?? []) {
    await call(() => iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName })));
  }
  return (await call(() => iam.send(new DeleteUserCommand({ UserName })))) !== undefined;
}
