import {
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

import type { PolicyDocument } from "../iam/policy-document";
import type { SmtpIdentities, SmtpIdentity } from "../ses/submission/authentication";
import { managedPolicy, parsePolicy } from "./iam-policies";
import type { KeySecrets } from "./key-secrets";

/**
 * Looks up the IAM user behind an SMTP login in the emulator's current IAM state, at every login and for every
 * message, so that deactivating a key or replacing a policy takes effect immediately. Takes two rounds of parallel
 * calls.
 */
export class IamIdentities implements SmtpIdentities {
  constructor(
    private readonly iam: IAMClient,
    private readonly secrets: KeySecrets,
  ) {}

  async find(accessKeyId: string): Promise<SmtpIdentity | undefined> {
    const known = this.secrets.find(accessKeyId);
    if (known === undefined) return undefined;
    const { secret: secretAccessKey, userName, createdAt } = known;
    const found = await this.lookUp(userName);
    const key = found?.keys.find(({ AccessKeyId }) => AccessKeyId === accessKeyId);
    if (found === undefined || key === undefined) return undefined;
    const { userArn, policies, boundary } = found;
    const active = key.Status === "Active";
    const identity = { accessKeyId, secretAccessKey, active, createdAt, userName, userArn, policies };
    return boundary === undefined ? identity : { ...identity, boundary };
  }

  private async lookUp(UserName: string) {
    try {
      const [user, keys, inline, attached] = await Promise.all([
        this.iam.send(new GetUserCommand({ UserName })),
        this.iam.send(new ListAccessKeysCommand({ UserName })),
        this.iam.send(new ListUserPoliciesCommand({ UserName })),
        this.iam.send(new ListAttachedUserPoliciesCommand({ UserName })),
      ]);
      const boundaryArn = user.User?.PermissionsBoundary?.PermissionsBoundaryArn;
      const [policies, boundary] = await Promise.all([
        Promise.all([
          ...(inline.PolicyNames ?? []).map(name => this.inlinePolicy(UserName, name)),
          ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) => managedPolicy(this.iam, PolicyArn)),
        ]),
        boundaryArn === undefined ? undefined : managedPolicy(this.iam, boundaryArn),
      ]);
      return { userArn: user.User?.Arn ?? "", keys: keys.AccessKeyMetadata ?? [], policies, boundary };
    } catch (thrown) {
      // The user, or one of its policies, was deleted during the lookup.
      if (thrown instanceof Error && thrown.name === "NoSuchEntityException") return undefined;
      throw thrown;
    }
  }

  private async inlinePolicy(UserName: string, PolicyName: string): Promise<PolicyDocument> {
    const { PolicyDocument } = await this.iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
    return parsePolicy(PolicyDocument);
  }
}
