import type { FrontDoorRequest } from "../../request";
import type { Mapper, RequiredPermission, Scope } from "../permission";

/** Actions on a user. Those of the second list have the condition key `iam:PermissionsBoundary`. */
const USER_ACTIONS =
  /^(?:(?:Create|Get|Delete|Update|Tag|Untag)User|ListUserTags|(?:Get|List|Put|Delete)UserPolic(?:y|ies)|(?:Attach|Detach)UserPolicy|ListAttachedUserPolicies|(?:Put|Delete)UserPermissionsBoundary|(?:Create|Update|Delete|List)AccessKeys?|GetAccessKeyLastUsed|ListGroupsForUser|(?:Create|Get|Update|Delete)LoginProfile|(?:Upload|Update|Delete|List)(?:SigningCertificate|ServerCertificate)s?|(?:Upload|Get|Update|Delete|List)SSHPublicKeys?|(?:Create|Update|Delete|List|Reset)ServiceSpecificCredentials?|(?:Enable|Deactivate|Resync)MFADevice|ListMFADevices)$/;
const BOUNDED_ACTIONS =
  /^(?:CreateUser|(?:Attach|Detach|Put|Delete)UserPolicy|(?:Put|Delete)UserPermissionsBoundary)$/;
const GROUP_ACTIONS =
  /^(?:(?:Create|Get|Delete|Update)Group|(?:Add|Remove)User(?:To|From)Group|(?:Get|List|Put|Delete)GroupPolic(?:y|ies)|(?:Attach|Detach)GroupPolicy|ListAttachedGroupPolicies)$/;
const POLICY_ACTIONS =
  /^(?:(?:Get|Delete|Tag|Untag)Policy|ListPolicyTags|ListEntitiesForPolicy|(?:Create|Delete|Get|List)PolicyVersions?|SetDefaultPolicyVersion)$/;
/** Those of the second list have the condition key `iam:PermissionsBoundary`. */
const ROLE_ACTIONS =
  /^(?:(?:Create|Get|Delete|Update|Tag|Untag)Role|UpdateAssumeRolePolicy|(?:Get|List|Put|Delete)RolePolic(?:y|ies)|(?:Attach|Detach)RolePolicy|ListAttachedRolePolicies|ListInstanceProfilesForRole|(?:Put|Delete)RolePermissionsBoundary)$/;
const BOUNDED_ROLE_ACTIONS =
  /^(?:CreateRole|(?:Attach|Detach|Put|Delete)RolePolicy|(?:Put|Delete)RolePermissionsBoundary)$/;
const MFA_ACTIONS = /^(?:Create|Delete)VirtualMFADevice$/;
/** IAM cannot limit these to a resource. */
const UNLIMITED_ACTIONS =
  /^(?:List(?:Users|Groups|Roles|Policies|VirtualMFADevices|AccountAliases)|GetAccount(?:Summary|PasswordPolicy|AuthorizationDetails))$/;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iam: Mapper = async (request, scope) => {
  const { action, form } = request;
  const arn = (resource: string) => `arn:aws:iam::${scope.accountId}:${resource}`;
  const needs = (resource: string, context = {}): RequiredPermission[] => [
    { action: `iam:${action}`, resource, context: { ...ABSENT, ...context } },
  ];
  if (UNLIMITED_ACTIONS.test(action)) return needs("*");
  // It names a key, and IAM asks for the permission on its user.
  const owner =
    action === "GetAccessKeyLastUsed"
      ? ((await scope.resources.ownerOfKey(form.get("AccessKeyId") ?? "")) ?? "unknown")
      : form.get("UserName");
  if (USER_ACTIONS.test(action) && owner !== null) {
    const permission = await onUser(owner, request, scope);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#access_tags_control-tags
    if (action === "UpdateUser") return [permission, renamed(permission, form)];
    const isTagged = action === "CreateUser" && form.has("Tags.member.1.Key");
    return isTagged ? [permission, { ...permission, action: "iam:TagUser" }] : [permission];
  }
  if (GROUP_ACTIONS.test(action)) {
    const path = action === "CreateGroup" ? (form.get("Path") ?? "/") : await groupPath(form, scope);
    return needs(arn(`group${path}${form.get("GroupName") ?? ""}`));
  }
  if (ROLE_ACTIONS.test(action)) {
    const name = form.get("RoleName") ?? "";
    const isNew = action === "CreateRole";
    const found = isNew ? undefined : await scope.resources.role(name);
    const isGiven = isNew || action === "PutRolePermissionsBoundary";
    const boundary = isGiven ? (form.get("PermissionsBoundary") ?? undefined) : found?.boundary;
    return needs(found?.arn ?? arn(`role${isNew ? (form.get("Path") ?? "/") : "/"}${name}`), {
      ...requestTags(form),
      "iam:PermissionsBoundary": BOUNDED_ROLE_ACTIONS.test(action) && boundary !== undefined ? boundary : [],
      "iam:PolicyARN": form.get("PolicyArn") ?? [],
    });
  }
  if (action === "CreatePolicy")
    return needs(arn(`policy${form.get("Path") ?? "/"}${form.get("PolicyName") ?? ""}`), requestTags(form));
  if (POLICY_ACTIONS.test(action)) return needs(form.get("PolicyArn") ?? "*");
  if (MFA_ACTIONS.test(action))
    return needs(
      form.get("SerialNumber") ??
        arn(`mfa${form.get("Path") ?? "/"}${form.get("VirtualMFADeviceName") ?? ""}`),
    );
  return undefined;
};

const ABSENT = {
  "aws:RequestTag/*": [],
  "aws:TagKeys": [],
  "iam:PermissionsBoundary": [],
  "iam:PolicyARN": [],
};

/**
 * The ARN has the user's path. IAM does not know the path of a user that does not exist, and then checks the bare name:
 * a permission limited by path answers AccessDenied instead of NoSuchEntity.
 */
async function onUser(
  name: string,
  { action, form }: FrontDoorRequest,
  scope: Scope,
): Promise<RequiredPermission> {
  const found = action === "CreateUser" ? undefined : await scope.resources.user(name);
  const path = action === "CreateUser" ? (form.get("Path") ?? "/") : "/";
  const isGiven = action === "CreateUser" || action === "PutUserPermissionsBoundary";
  const boundary = isGiven ? (form.get("PermissionsBoundary") ?? undefined) : found?.boundary;
  const tags = Object.entries(found?.tags ?? {});
  return {
    action: `iam:${action}`,
    resource: found?.arn ?? `arn:aws:iam::${scope.accountId}:user${path}${name}`,
    context: {
      ...ABSENT,
      ...requestTags(form),
      "iam:PermissionsBoundary": BOUNDED_ACTIONS.test(action) && boundary !== undefined ? boundary : [],
      "iam:PolicyARN": form.get("PolicyArn") ?? [],
      ...Object.fromEntries(
        tags.flatMap(([key, value]) => [
          [`aws:ResourceTag/${key}`, value],
          [`iam:ResourceTag/${key}`, value],
        ]),
      ),
      "aws:ResourceTag/*": [],
      "iam:ResourceTag/*": [],
    },
  };
}

/**
 * The permission on the user as it will be: IAM asks for both
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_rename.html).
 */
function renamed(permission: RequiredPermission, form: URLSearchParams): RequiredPermission {
  const [, account = "", path = "/", name = ""] =
    /^(arn:aws:iam::\d+:user)(\/(?:.*\/)?)([^/]+)$/.exec(permission.resource) ?? [];
  const resource = `${account}${form.get("NewPath") ?? path}${form.get("NewUserName") ?? name}`;
  return { ...permission, resource };
}

/** `Tags.member.1.Key`, `Tags.member.1.Value` …; UntagUser has `TagKeys.member.1` … */
function requestTags(form: URLSearchParams) {
  const entries = [...form].flatMap(([field, key]) => {
    const member = /^(Tags\.member\.\d+)\.Key$/.exec(field)?.[1];
    return member === undefined ? [] : [{ key, value: form.get(`${member}.Value`) ?? "" }];
  });
  const removed = [...form].flatMap(([field, key]) => (/^TagKeys\.member\.\d+$/.test(field) ? [key] : []));
  return {
    ...Object.fromEntries(entries.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    "aws:RequestTag/*": [],
    "aws:TagKeys": [...entries.map(({ key }) => key), ...removed],
  };
}

async function groupPath(form: URLSearchParams, { resources }: Scope): Promise<string> {
  return (await resources.groupPath(form.get("GroupName") ?? "")) ?? "/";
}
