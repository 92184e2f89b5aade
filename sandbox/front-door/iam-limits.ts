import {
  GetPolicyCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

import { refusal, type Answer } from "./http-response";
import type { FrontDoorRequest } from "./request";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ACCESS_KEYS = 2;
const INLINE_POLICY_CHARACTERS = 2_048;
const MANAGED_POLICY_CHARACTERS = 6_144;
const USER_NAME = /^[\w+=,.@-]{1,64}$/;

type Check = (form: URLSearchParams, iam: IAMClient) => Promise<Answer | undefined>;

/** What IAM refuses and the emulator lets through (MiniStack 1.5.33), by action. */
const CHECKS: Readonly<Record<string, Check>> = {
  CreateUser: userNameIsFree,
  CreateAccessKey: keyIsLeft,
  PutUserPolicy: inlinePoliciesFit,
  CreatePolicy: managedPolicyFits,
  CreatePolicyVersion: managedPolicyFits,
  DeleteUser: nothingHangsOnUser,
  DeletePolicy: policyIsNoBoundary,
  DeleteAccessKey: keyIsTheUsers,
};

/** The answer IAM would give where the emulator would say yes; undefined lets the request through. */
export async function refusedByLimits(
  { action, form }: FrontDoorRequest,
  iam: IAMClient,
): Promise<Answer | undefined> {
  return Object.hasOwn(CHECKS, action) ? CHECKS[action]?.(form, iam) : undefined;
}

/** Actions that must not overtake each other between the check and its effect. */
export function isLimited({ service, action }: FrontDoorRequest): boolean {
  return service === "iam" && Object.hasOwn(CHECKS, action);
}

/** Names are unique without regard to case (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html). */
async function userNameIsFree(form: URLSearchParams, iam: IAMClient): Promise<Answer | undefined> {
  const name = form.get("UserName") ?? "";
  if (!USER_NAME.test(name)) {
    return refusal(
      "iam",
      400,
      "ValidationError",
      `The specified value for userName is invalid: ${name.slice(0, 80)}`,
    );
  }
  const { Users = [] } = await iam.send(new ListUsersCommand({}));
  const taken = Users.some(({ UserName }) => UserName?.toLowerCase() === name.toLowerCase());
  return taken
    ? refusal("iam", 409, "EntityAlreadyExists", `User with name ${name} already exists.`)
    : undefined;
}

async function keyIsLeft(form: URLSearchParams, iam: IAMClient): Promise<Answer | undefined> {
  const UserName = form.get("UserName") ?? undefined;
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  if (AccessKeyMetadata.length < ACCESS_KEYS) return undefined;
  return refusal("iam", 409, "LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${ACCESS_KEYS}`);
}

/** All inline policies of a user together; white space does not count. */
async function inlinePoliciesFit(form: URLSearchParams, iam: IAMClient): Promise<Answer | undefined> {
  const UserName = form.get("UserName") ?? "";
  const named = await quietly(iam.send(new ListUserPoliciesCommand({ UserName })));
  const others = (named?.PolicyNames ?? []).filter(name => name !== form.get("PolicyName"));
  const sizes = await Promise.all(
    others.map(async PolicyName => {
      const found = await quietly(iam.send(new GetUserPolicyCommand({ UserName, PolicyName })));
      return sizeOf(decodeURIComponent(found?.PolicyDocument ?? ""));
    }),
  );
  const total = sizes.reduce((sum, size) => sum + size, sizeOf(form.get("PolicyDocument") ?? ""));
  if (total <= INLINE_POLICY_CHARACTERS) return undefined;
  const message = `Maximum policy size of ${INLINE_POLICY_CHARACTERS} bytes exceeded for user ${UserName}`;
  return refusal("iam", 409, "LimitExceeded", message);
}

async function managedPolicyFits(form: URLSearchParams): Promise<Answer | undefined> {
  if (sizeOf(form.get("PolicyDocument") ?? "") <= MANAGED_POLICY_CHARACTERS) return undefined;
  return refusal(
    "iam",
    409,
    "LimitExceeded",
    `Cannot exceed quota for PolicySize: ${MANAGED_POLICY_CHARACTERS}`,
  );
}

/** The emulator itself refuses for keys and attached policies, in IAM's words. */
async function nothingHangsOnUser(form: URLSearchParams, iam: IAMClient): Promise<Answer | undefined> {
  const UserName = form.get("UserName") ?? "";
  const [inline, groups] = await Promise.all([
    quietly(iam.send(new ListUserPoliciesCommand({ UserName }))),
    quietly(iam.send(new ListGroupsForUserCommand({ UserName }))),
  ]);
  if (inline?.PolicyNames?.length) return conflict("Cannot delete entity, must delete policies first.");
  if (groups?.Groups?.length) return conflict("Cannot delete entity, must remove users from group first.");
  return undefined;
}

async function policyIsNoBoundary(form: URLSearchParams, iam: IAMClient): Promise<Answer | undefined> {
  const found = await quietly(iam.send(new GetPolicyCommand({ PolicyArn: form.get("PolicyArn") ?? "" })));
  const uses = found?.Policy?.PermissionsBoundaryUsageCount ?? 0;
  return uses === 0 ? undefined : conflict("Cannot delete a policy attached to entities.");
}

/** A key is looked for among the named user's only. */
async function keyIsTheUsers(form: URLSearchParams, iam: IAMClient): Promise<Answer | undefined> {
  const [UserName, keyId] = [form.get("UserName"), form.get("AccessKeyId") ?? ""];
  if (UserName === null) return undefined;
  const found = await quietly(iam.send(new ListAccessKeysCommand({ UserName })));
  if (found?.AccessKeyMetadata?.some(({ AccessKeyId }) => AccessKeyId === keyId)) return undefined;
  return refusal("iam", 404, "NoSuchEntity", `The Access Key with id ${keyId} cannot be found.`);
}

function conflict(message: string): Answer {
  return refusal("iam", 409, "DeleteConflict", message);
}

function sizeOf(document: string): number {
  return document.replace(/\s/g, "").length;
}

/** What does not exist is for the emulator to say, in its own answer. */
async function quietly<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "NoSuchEntityException") return undefined;
    throw thrown;
  }
}
