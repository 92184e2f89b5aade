import {
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  type IAMClientConfig,
  ListAccessKeysCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { stackPath } from "../../../handlers/shared/names";
import type { TestStack } from "../target";

export type ClientConfig = Pick<IAMClientConfig, "endpoint" | "region" | "credentials">;

/**
 * Destroys the stacks that a failed case left, last opened first, and before each the users that its manager made:
 * IAM deletes no permissions boundary that a user still has.
 *
 * @throws AggregateError after everything has been tried
 */
export async function destroyAll(stacks: Set<TestStack>, config: ClientConfig): Promise<void> {
  const errors: unknown[] = [];
  for (const stack of [...stacks].reverse()) {
    try {
      await removeUsersOf(stack, config);
      await stack.destroy();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `Left behind: ${errors.map(String).join("; ")}`);
}

async function removeUsersOf({ name }: TestStack, config: ClientConfig): Promise<void> {
  const iam = new IAMClient(config);
  try {
    const { Users = [] } = await iam.send(new ListUsersCommand({ PathPrefix: stackPath(name) }));
    for (const { UserName } of Users) {
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      for (const { AccessKeyId } of AccessKeyMetadata)
        await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
      const { PolicyNames = [] } = await iam.send(new ListUserPoliciesCommand({ UserName }));
      for (const PolicyName of PolicyNames)
        await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
      await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
      await iam.send(new DeleteUserCommand({ UserName }));
    }
  } finally {
    iam.destroy();
  }
}
