import {
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import { mayHaveTakenEffect } from "../../handlers/reconciler/failures/answered";
import { readDesiredState } from "../../handlers/reconciler/record";
import { stopsLogin } from "../../handlers/reconciler/types";
import { USER_POLICY_NAME, userPath, userTags } from "../../handlers/shared/iam-names";
import type { Adopting } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { readRightsGiven, type RightsGiven } from "./policies";
import type { HeldLease } from "./held-lease";
import { readUsername } from "./other-system";
import type { AdoptPorts } from "./ports";
import type { Adoption } from "./prepare";

/** How long SES may take to accept the login again after its user was renamed; the login itself never stops working. */
const MAX_VERIFY_MS = 75_000;
const PAUSE_MS = 2_000;
const SHORT_PAUSE_MS = 500;

/** What the steps of an adoption work with. */
export interface Stepping {
  ports: AdoptPorts;
  adoption: Adoption;
  mark: Adopting;
  lease: HeldLease;
  /** The user may have its new name since a moment ago, whatever IAM shows. */
  mayBeRenamed: boolean;
}

/**
 * Makes the user one of ours, in an order in which its login works at every moment: what is added first only adds, and its
 * old rights go last, after a login. Each call can be repeated.
 */
export async function makeOurs(stepping: Stepping): Promise<void> {
  const { ports, adoption, mark, lease } = stepping;
  const { iam, boundaryArn, stack } = ports;
  const { username } = adoption.request;
  // An earlier attempt may have renamed it.
  const UserName = adoption.user.name;
  await lease.keep();
  await iam.send(
    new PutUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME, PolicyDocument: adoption.policy }),
  );
  await lease.keep();
  await iam.send(new TagUserCommand({ UserName, Tags: userTags(stack, username) }));
  await lease.keep();
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: boundaryArn }));
  await lease.keep();
  if (UserName !== mark.to) await rename(stepping, UserName, userPath(stack, username));
  await verify(stepping);
}

async function rename(stepping: Stepping, UserName: string, NewPath: string): Promise<void> {
  const { ports, mark } = stepping;
  try {
    await ports.iam.send(new UpdateUserCommand({ UserName, NewUserName: mark.to, NewPath }));
    stepping.mayBeRenamed = true;
  } catch (error) {
    stepping.mayBeRenamed = mayHaveTakenEffect(error);
    throw error;
  }
}

/** @throws CommandError if SES does not accept the login */
async function verify({ adoption, ports, lease }: Stepping): Promise<void> {
  const { accessKeyId, password, request } = adoption;
  if (password === undefined) return;
  const { clock } = ports;
  ports.progress("Verifying the login …");
  const until = clock.now() + MAX_VERIFY_MS;
  for (;;) {
    await lease.keep();
    const answer = await ports.login(accessKeyId, password);
    if (answer.kind === "accepted") return;
    if (answer.kind === "refused" && (await isToBeStopped(request.username, ports))) {
      ports.progress("The login is stopped, as its record asks.");
      return;
    }
    if (clock.now() + PAUSE_MS > until) {
      const why = answer.kind === "refused" ? "SES rejects it (535)" : answer.reason;
      throw new CommandError(`The login does not work after the user was moved: ${why}.`);
    }
    await clock.sleep(PAUSE_MS);
  }
}

/** The manager stops a login of ours whose record asks for that, also while it is being adopted. */
export async function isToBeStopped(
  username: string,
  { dynamodb, table, rules, clock }: AdoptPorts,
): Promise<boolean> {
  const { record, hold } = await readUsername(dynamodb, table, username);
  if (record === undefined) return true;
  const request = { attributes: record, hold, foreignBytes: 0 };
  return stopsLogin(readDesiredState(username, request, rules, clock.now()));
}

/** IAM may answer for the new name as if the user did not exist, or show what was removed. */
const MAX_REMOVAL_MS = 60_000;

/**
 * What the user could do before goes, once our policy is in place: until IAM shows that none of it is left.
 *
 * @throws CommandError if IAM still shows some after a minute
 */
export async function removeOldRights({ ports, mark: { to: UserName }, lease }: Stepping): Promise<void> {
  const { iam, clock } = ports;
  const until = clock.now() + MAX_REMOVAL_MS;
  for (;;) {
    await lease.keep();
    const given = await readRightsGiven(iam, UserName);
    const old = oldRights(given);
    if (given !== undefined && old.length === 0) return;
    for (const remove of old) {
      await lease.keep();
      await ignoreNotFound(remove(iam, UserName));
    }
    if (clock.now() + PAUSE_MS > until)
      throw new CommandError(
        given === undefined
          ? `IAM does not show the user ${UserName}.`
          : `IAM still shows old rights of ${UserName}.`,
      );
    await clock.sleep(SHORT_PAUSE_MS);
  }
}

type Remove = (iam: AdoptPorts["iam"], UserName: string) => Promise<unknown>;

function oldRights(given: RightsGiven = { inline: [], attached: [], groups: [] }): Remove[] {
  const inline = given.inline.filter(name => name !== USER_POLICY_NAME);
  return [
    ...inline.map(
      (PolicyName): Remove =>
        (iam, UserName) =>
          iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
    ),
    ...given.attached.map(
      (PolicyArn): Remove =>
        (iam, UserName) =>
          iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
    ),
    ...given.groups.map(
      (GroupName): Remove =>
        (iam, UserName) =>
          iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName })),
    ),
  ];
}
