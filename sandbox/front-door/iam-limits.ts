import {
  GetPolicyCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

import { errorResponse, type HttpResponse } from "./http-response";
import { ifExists } from "./if-exists";
import type { FrontDoorRequest } from "./request";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ACCESS_KEYS = 2;
const MAX_INLINE_POLICY_CHARACTERS = 2_048;
const MAX_MANAGED_POLICY_CHARACTERS = 6_144;
const USER_NAME = /^[\w+=,.@-]{1,64}$/;

type Check = (form: URLSearchParams, iam: IAMClient) => Promise<HttpResponse | undefined>;

/** What IAM rejects but the emulator (MiniStack 1.5.33) accepts, by action. */
const CHECKS: Readonly<Record<string, Check>> = {
  CreateUser: checkUserName,
  UpdateUser: checkNewUserName,
  CreateAccessKey: checkKeyCount,
  PutUserPolicy: checkInlinePolicySize,
  CreatePolicy: checkManagedPolicySize,
  CreatePolicyVersion: checkManagedPolicySize,
  DeleteUser: checkUserIsEmpty,
  DeletePolicy: checkPolicyIsUnused,
  DeleteAccessKey: checkKeyOwner,
};

/** IAM's error for a request that the emulator would wrongly accept; undefined for any other request. */
export async function limitError(
  { action, form }: FrontDoorRequest,
  iam: IAMClient,
): Promise<HttpResponse | undefined> {
  return Object.hasOwn(CHECKS, action) ? CHECKS[action]?.(form, iam) : undefined;
}

/** Whether an action is checked, and must not run concurrently with another between its check and its effect. */
export function isChecked({ service, action }: FrontDoorRequest): boolean {
  return service === "iam" && Object.hasOwn(CHECKS, action);
}

/** The user or policy that an action is checked on; user names are compared case-insensitively. */
export function checkedEntity({ form }: FrontDoorRequest): string {
  return (form.get("UserName") ?? form.get("PolicyArn") ?? form.get("PolicyName") ?? "").toLowerCase();
}

/** User names are unique case-insensitively (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html). */
async function checkUserName(form: URLSearchParams, iam: IAMClient): Promise<HttpResponse | undefined> {
  return nameError(form.get("UserName") ?? "", iam, "");
}

/** A user may get its own name in another case. */
async function checkNewUserName(form: URLSearchParams, iam: IAMClient): Promise<HttpResponse | undefined> {
  const name = form.get("NewUserName");
  return name === null ? undefined : nameError(name, iam, form.get("UserName") ?? "");
}

async function nameError(name: string, iam: IAMClient, own: string): Promise<HttpResponse | undefined> {
  if (!USER_NAME.test(name)) {
    return errorResponse(
      "iam",
      400,
      "ValidationError",
      `The specified value for userName is invalid: ${name.slice(0, 80)}`,
    );
  }
  const { Users = [] } = await iam.send(new ListUsersCommand({}));
  const taken = Users.some(
    ({ UserName }) => UserName !== own && UserName?.toLowerCase() === name.toLowerCase(),
  );
  return taken
    ? errorResponse("iam", 409, "EntityAlreadyExists", `User with name ${name} already exists.`)
    : undefined;
}

async function checkKeyCount(form: URLSearchParams, iam: IAMClient): Promise<HttpResponse | undefined> {
  const UserName = form.get("UserName") ?? undefined;
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  if (AccessKeyMetadata.length < MAX_ACCESS_KEYS) return undefined;
  return errorResponse(
    "iam",
    409,
    "LimitExceeded",
    `Cannot exceed quota for AccessKeysPerUser: ${MAX_ACCESS_KEYS}`,
  );
}

/** The limit is on all inline policies of a user together, without whitespace. */
async function checkInlinePolicySize(
  form: URLSearchParams,
  iam: IAMClient,
): Promise<HttpResponse | undefined> {
  const UserName = form.get("UserName") ?? "";
  const named = await ifExists(iam.send(new ListUserPoliciesCommand({ UserName })));
  const others = (named?.PolicyNames ?? []).filter(name => name !== form.get("PolicyName"));
  const sizes = await Promise.all(
    others.map(async PolicyName => {
      const found = await ifExists(iam.send(new GetUserPolicyCommand({ UserName, PolicyName })));
      return sizeOf(decodeURIComponent(found?.PolicyDocument ?? ""));
    }),
  );
  const total = sizes.reduce((sum, size) => sum + size, sizeOf(form.get("PolicyDocument") ?? ""));
  if (total <= MAX_INLINE_POLICY_CHARACTERS) return undefined;
  const message = `Maximum policy size of ${MAX_INLINE_POLICY_CHARACTERS} bytes exceeded for user ${UserName}`;
  return errorResponse("iam", 409, "LimitExceeded", message);
}

async function checkManagedPolicySize(form: URLSearchParams): Promise<HttpResponse | undefined> {
  if (sizeOf(form.get("PolicyDocument") ?? "") <= MAX_MANAGED_POLICY_CHARACTERS) return undefined;
  return errorResponse(
    "iam",
    409,
    "LimitExceeded",
    `Cannot exceed quota for PolicySize: ${MAX_MANAGED_POLICY_CHARACTERS}`,
  );
}

/** The emulator itself rejects users with keys or attached policies, with IAM's messages. */
async function checkUserIsEmpty(form: URLSearchParams, iam: IAMClient): Promise<HttpResponse | undefined> {
  const UserName = form.get("UserName") ?? "";
  const [inline, groups] = await Promise.all([
    ifExists(iam.send(new ListUserPoliciesCommand({ UserName }))),
    ifExists(iam.send(new ListGroupsForUserCommand({ UserName }))),
  ]);
  if (inline?.PolicyNames?.length) return conflict("Cannot delete entity, must delete policies first.");
  if (groups?.Groups?.length) return conflict("Cannot delete entity, must remove users from group first.");
  return undefined;
}

async function checkPolicyIsUnused(form: URLSearchParams, iam: IAMClient): Promise<HttpResponse | undefined> {
  const found = await ifExists(iam.send(new GetPolicyCommand({ PolicyArn: form.get("PolicyArn") ?? "" })));
  const uses = found?.Policy?.PermissionsBoundaryUsageCount ?? 0;
  return uses === 0 ? undefined : conflict("Cannot delete a policy attached to entities.");
}

/** Only the named user's keys are searched. */
async function checkKeyOwner(form: URLSearchParams, iam: IAMClient): Promise<HttpResponse | undefined> {
  const [UserName, keyId] = [form.get("UserName"), form.get("AccessKeyId") ?? ""];
  if (UserName === null) return undefined;
  const found = await ifExists(iam.send(new ListAccessKeysCommand({ UserName })));
  if (found?.AccessKeyMetadata?.some(({ AccessKeyId }) => AccessKeyId === keyId)) return undefined;
  return errorResponse("iam", 404, "NoSuchEntity", `The Access Key with id ${keyId} cannot be found.`);
}

function conflict(message: string): HttpResponse {
  return errorResponse("iam", 409, "DeleteConflict", message);
}

function sizeOf(document: string): number {
  return document.replace(/\s/g, "").length;
}
