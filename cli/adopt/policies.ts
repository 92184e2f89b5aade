import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound } from "../../handlers/reconciler/adapters/iam-errors";

type Iam = Pick<IAMClient, "send">;

export interface CandidatePolicy {
  name: string;
  /** Of a managed policy. */
  arn?: string;
  /** JSON. */
  document: string;
}

export interface CandidateGroup {
  name: string;
  policies: CandidatePolicy[];
}

/** What gives a user rights, by name. */
export interface RightsGiven {
  inline: string[];
  /** ARNs of managed policies. */
  attached: string[];
  groups: string[];
}

/**
 * A user has at most 10 to 20 attached policies and 10 groups, and inline policies of 2,048 characters, fewer than a page
 * holds: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
 *
 * @returns undefined if IAM does not know the user @throws AWS's error
 */
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

/** Reads the documents of policies; those that many users share are read once. */
export class PolicyReader {
  private readonly groups = new Map<string, Promise<CandidateGroup>>();
  private readonly managed = new Map<string, Promise<CandidatePolicy>>();

  constructor(private readonly iam: Iam) {}

  policiesOf(UserName: string, { inline, attached }: RightsGiven): Promise<CandidatePolicy[]> {
    return Promise.all([
      ...inline.map(async PolicyName => {
        const { PolicyDocument } = await this.iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
        return { name: PolicyName, document: decoded(PolicyDocument) };
      }),
      ...attached.map(arn => this.managedPolicy(arn)),
    ]);
  }

  groupsOf({ groups }: RightsGiven): Promise<CandidateGroup[]> {
    return Promise.all(groups.map(name => once(this.groups, name, () => this.readGroup(name))));
  }

  private managedPolicy(arn: string): Promise<CandidatePolicy> {
    return once(this.managed, arn, async () => {
      const { Policy } = await this.iam.send(new GetPolicyCommand({ PolicyArn: arn }));
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await this.iam.send(
        new GetPolicyVersionCommand({ PolicyArn: arn, VersionId }),
      );
      return { name: Policy?.PolicyName ?? arn, arn, document: decoded(PolicyVersion?.Document) };
    });
  }

  private async readGroup(GroupName: string): Promise<CandidateGroup> {
    const [{ PolicyNames = [] }, { AttachedPolicies = [] }] = await Promise.all([
      this.iam.send(new ListGroupPoliciesCommand({ GroupName })),
      this.iam.send(new ListAttachedGroupPoliciesCommand({ GroupName })),
    ]);
    const policies = await Promise.all([
      ...PolicyNames.map(async PolicyName => {
        const { PolicyDocument } = await this.iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }));
        return { name: PolicyName, document: decoded(PolicyDocument) };
      }),
      ...AttachedPolicies.map(({ PolicyArn = "" }) => this.managedPolicy(PolicyArn)),
    ]);
    return { name: GroupName, policies };
  }
}

/** What fails is tried again for the next user. */
function once<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const reading = read();
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  return reading;
}

/** IAM returns documents percent-encoded (RFC 3986). */
function decoded(document = ""): string {
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}
