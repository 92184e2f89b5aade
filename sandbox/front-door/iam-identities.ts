import {
  GetGroupPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";

import type { PolicyDocument } from "../iam/policy-document";
import type { SmtpIdentities, SmtpLogin, SmtpPermissions } from "../ses/submission/authentication";
import { ifExists } from "./if-exists";
import { managedPolicy, parsePolicy } from "./iam-policies";
import type { KeySecrets } from "./key-secrets";

/** A rename takes a few milliseconds. */
const MAX_TRIES = 3;
const RENAME_PAUSE_MS = 20;

/**
 * Looks up the IAM user behind an SMTP login in the emulator's current IAM state, at every login and for every
 * message, so that deactivating a key or replacing a policy takes effect immediately.
 */
export class IamIdentities implements SmtpIdentities {
  constructor(
    private readonly iam: IAMClient,
    private readonly secrets: KeySecrets,
  ) {}

  createdAt(accessKeyId: string): Date | undefined {
    return this.secrets.find(accessKeyId)?.createdAt;
  }

  async find(accessKeyId: string): Promise<SmtpLogin | undefined> {
    if (this.secrets.find(accessKeyId) === undefined) return undefined;
    return this.throughRenames(() => this.findNow(accessKeyId));
  }

  async permissions(UserName: string): Promise<SmtpPermissions | undefined> {
    return this.throughRenames(async () => {
      const name = this.secrets.currentName(UserName);
      const found = await ifExists(this.readPermissions(name));
      // A user that was renamed meanwhile was read in parts.
      return (await this.arnOf(name)) === found?.userArn ? found : undefined;
    });
  }

  /** IAM knows users by their IDs, and nothing is lost while one is renamed; here, the name is looked up again. */
  private async throughRenames<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, RENAME_PAUSE_MS));
    }
    return look();
  }

  private async findNow(accessKeyId: string): Promise<SmtpLogin | undefined> {
    const known = this.secrets.find(accessKeyId);
    if (known === undefined) return undefined;
    const { secret: secretAccessKey, userName, createdAt, changedAt, deleted = false } = known;
    const [keys, userArn] = await Promise.all([this.keysOf(userName), this.arnOf(userName)]);
    const key = keys.find(({ AccessKeyId }) => AccessKeyId === accessKeyId);
    if (userArn === undefined || (key === undefined && !deleted)) return undefined;
    const active = key?.Status === "Active";
    const login = { accessKeyId, secretAccessKey, active, createdAt, userName, userArn };
    return changedAt === undefined ? login : { ...login, changedAt };
  }

  private async keysOf(UserName: string) {
    const found = await ifExists(this.iam.send(new ListAccessKeysCommand({ UserName })));
    return found?.AccessKeyMetadata ?? [];
  }

  private async arnOf(UserName: string): Promise<string | undefined> {
    const found = await ifExists(this.iam.send(new GetUserCommand({ UserName })));
    return found?.User?.Arn;
  }

  private async readPermissions(UserName: string): Promise<SmtpPermissions> {
    const [user, inline, attached, groups] = await Promise.all([
      this.iam.send(new GetUserCommand({ UserName })),
      this.iam.send(new ListUserPoliciesCommand({ UserName })),
      this.iam.send(new ListAttachedUserPoliciesCommand({ UserName })),
      this.iam.send(new ListGroupsForUserCommand({ UserName })),
    ]);
    const boundaryArn = user.User?.PermissionsBoundary?.PermissionsBoundaryArn;
    const [own, inherited, boundary] = await Promise.all([
      Promise.all([
        ...(inline.PolicyNames ?? []).map(name => this.inlinePolicy(UserName, name)),
        ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) => managedPolicy(this.iam, PolicyArn)),
      ]),
      Promise.all((groups.Groups ?? []).map(({ GroupName = "" }) => this.groupPolicies(GroupName))),
      boundaryArn === undefined ? undefined : managedPolicy(this.iam, boundaryArn),
    ]);
    const found = { userArn: user.User?.Arn ?? "", policies: [...own, ...inherited.flat()] };
    return boundary === undefined ? found : { ...found, boundary };
  }

  private async groupPolicies(GroupName: string): Promise<PolicyDocument[]> {
    const [inline, attached] = await Promise.all([
      this.iam.send(new ListGroupPoliciesCommand({ GroupName })),
      this.iam.send(new ListAttachedGroupPoliciesCommand({ GroupName })),
    ]);
    return Promise.all([
      ...(inline.PolicyNames ?? []).map(async PolicyName => {
        const { PolicyDocument } = await this.iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }));
        return parsePolicy(PolicyDocument);
      }),
      ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) => managedPolicy(this.iam, PolicyArn)),
    ]);
  }

  private async inlinePolicy(UserName: string, PolicyName: string): Promise<PolicyDocument> {
    const { PolicyDocument } = await this.iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
    return parsePolicy(PolicyDocument);
  }
}
