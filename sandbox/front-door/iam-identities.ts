import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

import type { PolicyDocument, SmtpIdentities, SmtpIdentity } from "../ses";
import type { KeySecrets } from "./key-secrets";

/**
 * Answers who an SMTP login belongs to, from the emulator's IAM as it is now: asked at every login and for every
 * message, so a key made inactive or a policy replaced counts at once. Two rounds of calls, each side by side.
 */
export class LiveIdentities implements SmtpIdentities {
  constructor(
    private readonly iam: IAMClient,
    private readonly secrets: KeySecrets,
  ) {}

  async find(accessKeyId: string): Promise<SmtpIdentity | undefined> {
    const known = this.secrets.find(accessKeyId);
    if (known === undefined) return undefined;
    const { secret: secretAccessKey, userName, createdAt } = known;
    const found = await this.look(userName);
    const key = found?.keys.find(({ AccessKeyId }) => AccessKeyId === accessKeyId);
    if (found === undefined || key === undefined) return undefined;
    const { userArn, policies, boundary } = found;
    const active = key.Status === "Active";
    const identity = { accessKeyId, secretAccessKey, active, createdAt, userName, userArn, policies };
    return boundary === undefined ? identity : { ...identity, boundary };
  }

  private async look(UserName: string) {
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
          ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) => this.managedPolicy(PolicyArn)),
        ]),
        boundaryArn === undefined ? undefined : this.managedPolicy(boundaryArn),
      ]);
      return { userArn: user.User?.Arn ?? "", keys: keys.AccessKeyMetadata ?? [], policies, boundary };
    } catch (thrown) {
      // The user, or a policy of it, went away while we looked.
      if (thrown instanceof Error && thrown.name === "NoSuchEntityException") return undefined;
      throw thrown;
    }
  }

  private async inlinePolicy(UserName: string, PolicyName: string): Promise<PolicyDocument> {
    const { PolicyDocument } = await this.iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
    return parsed(PolicyDocument);
  }

  private async managedPolicy(PolicyArn: string | undefined): Promise<PolicyDocument> {
    const { Policy } = await this.iam.send(new GetPolicyCommand({ PolicyArn }));
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion } = await this.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return parsed(PolicyVersion?.Document);
  }
}

/** IAM URL-encodes policy documents in its answers (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html). */
function parsed(document = ""): PolicyDocument {
  return JSON.parse(decodeURIComponent(document)) as PolicyDocument;
}
