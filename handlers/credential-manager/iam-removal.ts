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
import { absentIsFine } from "./iam-absence";

/**
 * Removes an IAM user with all that hangs on it, in the order IAM wants
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html). Keys first: the login ends at once.
 * What is gone already is fine, so it can be run again after any stop. No list here has a second page: two
 * keys, ten groups, twenty managed policies and 2,048 characters of inline ones are IAM's limits.
 *
 * @param beforeEach awaited before each change; where it throws, nothing more is done
 */
export async function removeIamUser(
  iam: Pick<IAMClient, "send">,
  UserName: string,
  beforeEach: () => Promise<void>,
): Promise<void> {
  const keys = await absentIsFine(iam.send(new ListAccessKeysCommand({ UserName })));
  for (const { AccessKeyId } of keys?.AccessKeyMetadata ?? []) {
    await beforeEach();
    await absentIsFine(iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  }
  const attached = await absentIsFine(iam.send(new ListAttachedUserPoliciesCommand({ UserName })));
  for (const { PolicyArn } of attached?.AttachedPolicies ?? []) {
    await beforeEach();
    await absentIsFine(iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
  const inline = await absentIsFine(iam.send(new ListUserPoliciesCommand({ UserName })));
  for (const PolicyName of inline?.PolicyNames ?? []) {
    await beforeEach();
    await absentIsFine(iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
  }
  const groups = await absentIsFine(iam.send(new ListGroupsForUserCommand({ UserName })));
  for (const { GroupName } of groups?.Groups ?? []) {
    await beforeEach();
    await absentIsFine(iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName })));
  }
  await beforeEach();
  await absentIsFine(iam.send(new DeleteUserCommand({ UserName })));
}
