import {
  GetAccessKeyLastUsedCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { ADDED_KINDS } from "../../handlers/reconciler/adapters/iam-added";
import { ignoreNotFound } from "../../handlers/reconciler/adapters/iam-errors";

type Iam = Pick<IAMClient, "send">;

/** An IAM user that may become a login, with everything that decides about it. */
export interface Candidate {
  name: string;
  path: string;
  arn: string;
  /** The unique ID, which a resource's policy may name in place of the ARN. */
  id: string;
  tags: { key: string; value: string }[];
  boundary: string | undefined;
  keys: CandidateKey[];
  policies: CandidatePolicy[];
  groups: { name: string; policies: CandidatePolicy[] }[];
  /** What makes it more than a program's user: a console password, MFA devices, certificates and the like. */
  added: string[];
}

interface CandidateKey {
  id: string;
  active: boolean;
  /** The service that it was used for last, such as `ses`; undefined if it was never used. */
  lastUsedFor: string | undefined;
}

export interface CandidatePolicy {
  name: string;
  /** Of a managed policy. */
  arn?: string;
  /** JSON. */
  document: string;
}

/** @returns undefined if IAM does not know the user @throws AWS's error */
export async function readCandidate(iam: Iam, UserName: string): Promise<Candidate | undefined> {
  const found = await ignoreNotFound(iam.send(new GetUserCommand({ UserName })));
  const user = found?.User;
  if (user === undefined) return undefined;
  const rights = await readRightsGiven(iam, UserName);
  if (rights === undefined) return undefined;
  const [keys, policies, groups, added] = await Promise.all([
    readKeys(iam, UserName),
    readPolicies(iam, UserName, rights),
    Promise.all(rights.groups.map(name => readGroup(iam, name))),
    readAdded(iam, UserName),
  ]);
  return {
    name: user.UserName ?? UserName,
    path: user.Path ?? "/",
    arn: user.Arn ?? "",
    id: user.UserId ?? "",
    tags: (user.Tags ?? []).map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
    boundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
    keys,
    policies,
    groups,
    added,
  };
}

async function readKeys(iam: Iam, UserName: string): Promise<CandidateKey[]> {
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  return Promise.all(
    AccessKeyMetadata.map(async ({ AccessKeyId = "", Status }) => {
      const used = await ignoreNotFound(iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
      const service = used?.AccessKeyLastUsed?.ServiceName;
      return {
        id: AccessKeyId,
        active: Status === "Active",
        // A key that was never used has "N/A": https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html.
        lastUsedFor: service === "N/A" ? undefined : service,
      };
    }),
  );
}

/** What gives a user rights, by name. */
export interface RightsGiven {
  inline: string[];
  /** ARNs of managed policies. */
  attached: string[];
  groups: string[];
}

/** @returns undefined if IAM does not know the user @throws AWS's error */
export async function readRightsGiven(iam: Iam, UserName: string): Promise<RightsGiven | undefined> {
  const found = await ignoreNotFound(
    Promise.all([
      iam.send(new ListUserPoliciesCommand({ UserName })),
      iam.send(new ListAttachedUserPoliciesCommand({ UserName })),
      iam.send(new ListGroupsForUserCommand({ UserName })),
    ]),
  );
  if (found === undefined) return undefined;
  const [{ PolicyNames = [] }, { AttachedPolicies = [] }, { Groups = [] }] = found;
  return {
    inline: PolicyNames,
    attached: AttachedPolicies.map(({ PolicyArn = "" }) => PolicyArn),
    groups: Groups.map(({ GroupName = "" }) => GroupName),
  };
}

function readPolicies(
  iam: Iam,
  UserName: string,
  { inline, attached }: RightsGiven,
): Promise<CandidatePolicy[]> {
  return Promise.all([
    ...inline.map(async PolicyName => {
      const { PolicyDocument } = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
      return { name: PolicyName, document: decoded(PolicyDocument) };
    }),
    ...attached.map(PolicyArn => managedPolicy(iam, PolicyArn)),
  ]);
}

async function managedPolicy(iam: Iam, PolicyArn: string): Promise<CandidatePolicy> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return {
    name: Policy?.PolicyName ?? PolicyArn,
    arn: PolicyArn,
    document: decoded(PolicyVersion?.Document),
  };
}

async function readGroup(iam: Iam, GroupName: string): Promise<Candidate["groups"][number]> {
  const [{ PolicyNames = [] }, { AttachedPolicies = [] }] = await Promise.all([
    iam.send(new ListGroupPoliciesCommand({ GroupName })),
    iam.send(new ListAttachedGroupPoliciesCommand({ GroupName })),
  ]);
  const policies = await Promise.all([
    ...PolicyNames.map(async PolicyName => {
      const { PolicyDocument } = await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }));
      return { name: PolicyName, document: decoded(PolicyDocument) };
    }),
    ...AttachedPolicies.map(({ PolicyArn = "" }) => managedPolicy(iam, PolicyArn)),
  ]);
  return { name: GroupName, policies };
}

/** Groups are judged by what they allow. */
async function readAdded(iam: Iam, UserName: string): Promise<string[]> {
  const kinds = ADDED_KINDS.filter(({ name }) => name !== "group");
  const found = await Promise.all(
    kinds.map(async ({ name, list }) =>
      (await list(iam as IAMClient, UserName)).map(id => `${name} ${id}`.trim()),
    ),
  );
  return found.flat();
}

/** IAM returns documents percent-encoded (RFC 3986). */
function decoded(document = ""): string {
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}
