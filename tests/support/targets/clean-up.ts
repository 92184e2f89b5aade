import {
  DeleteConflictException,
  IAMClient,
  type IAMClientConfig,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import {
  DeleteConfigurationSetCommand,
  DeleteEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { removeIamUser } from "../../../handlers/reconciler/adapters/iam-removal";
import { stackPath } from "../../../handlers/shared/iam-names";
import { pollUntil } from "../../../sandbox/shared/poll";
import type { TestStack } from "./target";

export type ClientConfig = Pick<IAMClientConfig, "endpoint" | "region" | "credentials">;

/**
 * Destroys the stacks that a failed test left, last opened first. The users that a stack's manager created are deleted
 * before it, because IAM does not delete a policy that is a user's permissions boundary.
 *
 * @throws AggregateError after all stacks have been tried
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
  if (errors.length > 0)
    throw new AggregateError(errors, `Could not clean up: ${errors.map(String).join("; ")}`);
}

/** How long a manager may still be processing an event, and so recreate what is deleted here. */
const TIMEOUT_MS = 60_000;

async function removeUsersOf({ name }: TestStack, config: ClientConfig): Promise<void> {
  const iam = new IAMClient(config);
  try {
    await pollUntil(`the removal of the users of ${name}`, TIMEOUT_MS, async () => {
      const { Users = [] } = await iam.send(new ListUsersCommand({ PathPrefix: stackPath(name) }));
      if (Users.length === 0) return { done: undefined };
      for (const { UserName = "" } of Users)
        await removeIamUser(iam, UserName, () => Promise.resolve()).catch(ignoreDeleteConflict);
      return { yet: `${Users.length} still exist` };
    });
  } finally {
    iam.destroy();
  }
}

function ignoreDeleteConflict(error: unknown): void {
  if (!(error instanceof DeleteConflictException)) throw error;
}

/** Deletes what the program leaves in SES when a stack is destroyed: its domain's identity and its configuration set. */
export async function deleteRetained({ name, domain }: TestStack, config: ClientConfig): Promise<void> {
  const ses = new SESv2Client(config);
  try {
    for (const command of [
      new DeleteEmailIdentityCommand({ EmailIdentity: domain }),
      new DeleteConfigurationSetCommand({ ConfigurationSetName: `ses-smtp-${name}` }),
    ])
      await ses.send(command as DeleteEmailIdentityCommand).catch(ignoreNotFound);
  } finally {
    ses.destroy();
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof NotFoundException)) throw error;
}
