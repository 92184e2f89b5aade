import {
  DeleteConflictException,
  IAMClient,
  type IAMClientConfig,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { removeIamUser } from "../../../handlers/reconciler/adapters/iam-removal";
import { stackPath } from "../../../handlers/shared/iam-names";
import { pollUntil } from "../../../sandbox/shared/poll";
import type { TestStack } from "./target";

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

/** How long a manager may still be busy with an event, and so put back what is taken away here. */
const QUIET_WITHIN_MS = 60_000;

async function removeUsersOf({ name }: TestStack, config: ClientConfig): Promise<void> {
  const iam = new IAMClient(config);
  try {
    await pollUntil(`the removal of the users of ${name}`, QUIET_WITHIN_MS, async () => {
      const { Users = [] } = await iam.send(new ListUsersCommand({ PathPrefix: stackPath(name) }));
      if (Users.length === 0) return { done: undefined };
      for (const { UserName = "" } of Users)
        await removeIamUser(iam, UserName, () => Promise.resolve()).catch(unlessManagerWasThere);
      return { yet: `${Users.length} are there` };
    });
  } finally {
    iam.destroy();
  }
}

function unlessManagerWasThere(error: unknown): void {
  if (!(error instanceof DeleteConflictException)) throw error;
}
