import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

import type { PolicyDocument } from "../../iam/policy-document";
import { managedPolicy, parsePolicy } from "../iam-policies";
import type { FrontDoorRequest } from "../request";

/** A role as IAM's decision needs it. */
export interface Role {
  readonly id: string;
  /** Who may assume it; undefined for a role that does not exist. */
  readonly trust?: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
}

const NO_RIGHTS: PolicyDocument = { Version: "2012-10-17", Statement: [] };

/** A role that does not exist has no permissions. */
const NO_ROLE: Role = { id: "", policies: [], tags: {} };

/** Reading them takes about 10 ms, so they are kept until a change to a role or a managed policy passes the front door. */
export class RolePolicies {
  private readonly known = new Map<string, Promise<Role>>();

  constructor(private readonly iam: IAMClient) {}

  async of(roleArn: string): Promise<Role> {
    const reading = this.known.get(roleArn) ?? this.read(roleArn);
    this.known.set(roleArn, reading);
    try {
      return await reading;
    } catch (thrown) {
      this.known.delete(roleArn);
      throw thrown;
    }
  }

  /** Called after a request took effect. */
  forget({ service, action }: FrontDoorRequest): void {
    const isChange = /^(?:Create|Delete|Put|Update|Attach|Detach|SetDefault|Tag|Untag)/.test(action);
    if (
      service === "iam" &&
      isChange &&
      /Role|Policy$|PolicyVersion$/.test(action) &&
      !/User|Group/.test(action)
    )
      this.known.clear();
  }

  private async read(roleArn: string): Promise<Role> {
    const RoleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    try {
      const [role, inline, attached] = await Promise.all([
        this.iam.send(new GetRoleCommand({ RoleName })),
        this.iam.send(new ListRolePoliciesCommand({ RoleName })),
        this.iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      ]);
      if (role.Role?.Arn !== roleArn) return NO_ROLE;
      const boundaryArn = role.Role.PermissionsBoundary?.PermissionsBoundaryArn;
      const [policies, boundary] = await Promise.all([
        Promise.all([
          ...(inline.PolicyNames ?? []).map(name => this.inlinePolicy(RoleName, name)),
          ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) => this.attachedPolicy(PolicyArn)),
        ]),
        boundaryArn === undefined ? undefined : managedPolicy(this.iam, boundaryArn),
      ]);
      const tags = Object.fromEntries((role.Role.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
      const trust = parsePolicy(role.Role.AssumeRolePolicyDocument);
      const found = { id: role.Role.RoleId ?? "", trust, policies, tags };
      return boundary === undefined ? found : { ...found, boundary };
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === "NoSuchEntityException") return NO_ROLE;
      throw thrown;
    }
  }

  /** The emulator knows few of AWS's own policies; one that it does not know allows nothing here. */
  private async attachedPolicy(policyArn: string | undefined): Promise<PolicyDocument> {
    try {
      return await managedPolicy(this.iam, policyArn);
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === "NoSuchEntityException") return NO_RIGHTS;
      throw thrown;
    }
  }

  private async inlinePolicy(RoleName: string, PolicyName: string): Promise<PolicyDocument> {
    const { PolicyDocument } = await this.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return parsePolicy(PolicyDocument);
  }
}
