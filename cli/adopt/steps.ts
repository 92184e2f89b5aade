import {
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound, isNamed, isNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import {
  TAG_STACK,
  TAG_USERNAME,
  USER_POLICY_NAME,
  userPath,
  userTags,
} from "../../handlers/shared/iam-names";
import { CommandError } from "../shared/context";
import { type CandidatePolicy, readCandidate } from "./candidate";
import type { AdoptPorts } from "./ports";
import type { Adoption, Earlier } from "./prepare";

/** How long SES may take to accept the login again after its user was renamed; the login itself never stops working. */
const MAX_VERIFY_MS = 75_000;
const PAUSE_MS = 2_000;
const SHORT_PAUSE_MS = 500;

/** What one step needs: `keep` renews the lease, and throws if another run has it. */
interface Stepping {
  ports: AdoptPorts;
  adoption: Adoption;
  earlier: Earlier;
  keep: () => Promise<void>;
}

/**
 * Makes the user one of ours, in an order in which its login works at every moment: what is added first only adds, and its
 * old rights go last, after a login. Each call can be repeated.
 */
export async function makeOurs({ ports, adoption, earlier, keep }: Stepping): Promise<void> {
  const { iam, boundaryArn, stack } = ports;
  const { username } = adoption.request;
  // An earlier attempt may have renamed it.
  const UserName = adoption.user.name;
  await keep();
  await iam.send(
    new PutUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME, PolicyDocument: adoption.policy }),
  );
  await keep();
  await iam.send(new TagUserCommand({ UserName, Tags: userTags(stack, username) }));
  await keep();
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: boundaryArn }));
  await keep();
  if (UserName !== earlier.to) {
    const NewPath = userPath(stack, username);
    await iam.send(new UpdateUserCommand({ UserName, NewUserName: earlier.to, NewPath }));
  }
  await verify(adoption, ports, keep);
}

/** @throws CommandError if SES does not accept the login */
async function verify(
  { accessKeyId, password }: Adoption,
  ports: AdoptPorts,
  keep: () => Promise<void>,
): Promise<void> {
  if (password === undefined) return;
  const { clock } = ports;
  ports.progress("Verifying the login …");
  const until = clock.now() + MAX_VERIFY_MS;
  for (;;) {
    await keep();
    const answer = await ports.login(accessKeyId, password);
    if (answer.kind === "accepted") return;
    if (clock.now() + PAUSE_MS > until) {
      const why = answer.kind === "refused" ? "SES rejects it (535)" : answer.reason;
      throw new CommandError(`The login does not work after the user was moved: ${why}.`);
    }
    await clock.sleep(PAUSE_MS);
  }
}

/** IAM may answer for the new name as if the user did not exist, or show what was removed. */
const MAX_REMOVAL_MS = 60_000;

/**
 * What the user could do before goes, once our policy is in place: until IAM shows that none of it is left.
 *
 * @throws CommandError if IAM still shows some after a minute
 */
export async function removeOldRights(
  ports: AdoptPorts,
  UserName: string,
  keep: () => Promise<void>,
): Promise<void> {
  const { iam, clock } = ports;
  const until = clock.now() + MAX_REMOVAL_MS;
  for (;;) {
    await keep();
    const user = await readCandidate(iam, UserName);
    const policies = user?.policies.filter(({ name, arn }) => arn !== undefined || name !== USER_POLICY_NAME);
    if (policies?.length === 0 && user?.groups.length === 0) return;
    for (const policy of policies ?? []) {
      await keep();
      await removePolicy(iam, UserName, policy);
    }
    for (const { name } of user?.groups ?? []) {
      await keep();
      await ignoreNotFound(iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName: name })));
    }
    if (clock.now() + PAUSE_MS > until)
      throw new CommandError(
        `IAM still shows old rights of ${UserName}: the login works; run the same command again to finish.`,
      );
    await clock.sleep(SHORT_PAUSE_MS);
  }
}

function removePolicy(
  iam: AdoptPorts["iam"],
  UserName: string,
  { name, arn }: CandidatePolicy,
): Promise<unknown> {
  return ignoreNotFound<unknown>(
    arn === undefined
      ? iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: name }))
      : iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: arn })),
  );
}

/**
 * Takes back everything, from any point before the old rights went: its name and path first, so that it is nobody's orphan
 * while it still has our tags.
 *
 * @returns whether it was moved
 */
export async function undo({
  ports: { iam },
  earlier,
}: Pick<Stepping, "ports" | "earlier">): Promise<boolean> {
  const { user: UserName } = earlier;
  const moved = await moveBack(iam, earlier);
  await ignoreNotFound(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })));
  await ignoreNotFound(iam.send(new UntagUserCommand({ UserName, TagKeys: [TAG_STACK, TAG_USERNAME] })));
  await ignoreNotFound(iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME })));
  return moved;
}

/** @returns false if it was not moved: then there is no user of the new name, and the old name is taken by the user itself */
async function moveBack(iam: AdoptPorts["iam"], { user, path, to }: Earlier): Promise<boolean> {
  try {
    await iam.send(new UpdateUserCommand({ UserName: to, NewUserName: user, NewPath: path }));
    return true;
  } catch (error) {
    if (isNotFound(error) || isNamed(error, "EntityAlreadyExists")) return false;
    throw error;
  }
}
