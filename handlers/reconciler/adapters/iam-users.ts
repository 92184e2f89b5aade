import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  type User,
} from "@aws-sdk/client-iam";
import { USER_POLICY_NAME, isUserNameOf, userPath, userTags } from "../../shared/iam-names";
import { BoundaryMissing, InlinePolicyTooLarge, StaleView } from "../failures/errors";
import { ignoreAccessDenied, ignoreNotFound, ignoreUserGone, isNamed, isNotFound } from "./iam-errors";
import { removeIamUser } from "./iam-removal";
import { canonicalPolicy, policySize } from "../policy";
import type { AccessKey, Drift, ObservedUser } from "../types";

/** What each of our users is created with. Its path and name make it ours; if the rest differs, it has drifted. */
export interface UserRules {
  stack: string;
  boundaryArn: string;
}

export interface NewKey {
  id: string;
  secret: string;
}

/**
 * The IAM users of one stack. Nothing here acts on a user that {@link IamUsers.find} has not confirmed to be ours: path
 * and name are, because only this role and the account's administrators can create a user there. Tags and boundary can
 * be changed by others, so they decide nothing.
 */
export class IamUsers {
  /**
   * @param iamWithoutRetries makes one attempt: a second CreateAccessKey would create a second key, and a second
   *   CreateUser would find the name taken by the first
   */
  constructor(
    private readonly iam: Pick<IAMClient, "send">,
    private readonly iamWithoutRetries: Pick<IAMClient, "send">,
    private readonly rules: UserRules,
  ) {}

  /**
   * The users of one username: those below its path, and those that a hint names and that exist although the list,
   * which is eventually consistent, does not show them yet.
   */
  async find(username: string, hints: readonly (string | undefined)[]): Promise<ObservedUser[]> {
    const listed = new Set(await this.list(username));
    const hinted = hints.filter(name => name !== undefined);
    const names = new Set([...listed, ...hinted].filter(name => isUserNameOf(name, username)));
    const users = await Promise.all(
      [...names].map(name => {
        const user = this.observe(username, name);
        return listed.has(name) ? user : ignoreAccessDenied(user);
      }),
    );
    return users.filter(user => user !== undefined);
  }

  /**
   * @returns its ARN, or undefined if the name is taken (IAM names are case-insensitive, so `John` and `john` can
   *   collide)
   */
  async create(username: string, name: string): Promise<string | undefined> {
    try {
      const { User } = await this.iamWithoutRetries.send(
        new CreateUserCommand({
          UserName: name,
          Path: userPath(this.rules.stack, username),
          PermissionsBoundary: this.rules.boundaryArn,
          Tags: userTags(this.rules.stack, username),
        }),
      );
      if (User?.Arn === undefined) throw new Error("IAM CreateUser returned no user.");
      return User.Arn;
    } catch (error) {
      if (isNamed(error, "EntityAlreadyExists")) return undefined;
      throw this.boundaryIsMissing(error) ? new BoundaryMissing(this.rules.boundaryArn) : error;
    }
  }

  /** Whose user has a taken name; undefined if IAM does not show it (yet), or not to us. */
  async ownerOf(name: string, username: string): Promise<"us" | "another" | undefined> {
    const found = await ignoreAccessDenied(
      ignoreNotFound(this.iam.send(new GetUserCommand({ UserName: name }))),
    );
    if (found?.User === undefined) return undefined;
    return this.isOurs(found.User, username) ? "us" : "another";
  }

  /** @throws InlinePolicyTooLarge */
  async putPolicy(user: string, policy: string): Promise<void> {
    try {
      await this.iam.send(
        new PutUserPolicyCommand({ UserName: user, PolicyName: USER_POLICY_NAME, PolicyDocument: policy }),
      );
    } catch (error) {
      if (!isNamed(error, "LimitExceeded")) throw error;
      throw new InlinePolicyTooLarge(user, policySize(policy), await this.otherPolicies(user));
    }
  }

  /** Puts our permissions boundary on a user that lost it; without it, IAM denies us {@link putPolicy}. */
  async restoreBoundary(user: string): Promise<void> {
    try {
      await this.iam.send(
        new PutUserPermissionsBoundaryCommand({
          UserName: user,
          PermissionsBoundary: this.rules.boundaryArn,
        }),
      );
    } catch (error) {
      throw this.boundaryIsMissing(error) ? new BoundaryMissing(this.rules.boundaryArn) : error;
    }
  }

  async restoreTags(username: string, user: string): Promise<void> {
    await this.iam.send(new TagUserCommand({ UserName: user, Tags: userTags(this.rules.stack, username) }));
  }

  /** The path of a username's users, as a message names it. */
  pathOf(username: string): string {
    return userPath(this.rules.stack, username);
  }

  async createKey(user: string): Promise<NewKey> {
    const { AccessKey } = await this.iamWithoutRetries
      .send(new CreateAccessKeyCommand({ UserName: user }))
      .catch((error: unknown) => {
        if (!isNamed(error, "LimitExceeded")) throw error;
        throw new StaleView(`${user} already has two keys that IAM does not list yet.`, { user });
      });
    if (!AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey)
      throw new Error("IAM CreateAccessKey returned no key.");
    return { id: AccessKey.AccessKeyId, secret: AccessKey.SecretAccessKey };
  }

  async setKey(user: string, key: string, active: boolean): Promise<void> {
    await this.iam.send(
      new UpdateAccessKeyCommand({
        UserName: user,
        AccessKeyId: key,
        Status: active ? "Active" : "Inactive",
      }),
    );
  }

  async deleteKey(user: string, key: string): Promise<void> {
    await ignoreUserGone(
      this.iam,
      user,
      this.iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: key })),
    );
  }

  /**
   * @param beforeEach awaited before each call: there are many, and a lease may expire in between
   * @returns whether IAM deleted it now; false if it does not know the user, or does not know it yet
   */
  async remove(user: string, beforeEach: () => Promise<void>): Promise<boolean> {
    return removeIamUser(this.iam, user, beforeEach);
  }

  private async list(username: string): Promise<string[]> {
    const PathPrefix = userPath(this.rules.stack, username);
    const names: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await this.iam.send(new ListUsersCommand({ PathPrefix, ...(Marker ? { Marker } : {}) }));
      names.push(...(page.Users ?? []).map(user => user.UserName ?? ""));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker !== undefined);
    return names;
  }

  private async observe(username: string, name: string): Promise<ObservedUser | undefined> {
    const found = await ignoreNotFound(this.iam.send(new GetUserCommand({ UserName: name })));
    if (!found?.User || !this.isOurs(found.User, username)) return undefined;
    const drift = this.driftOf(found.User, username);
    const [policy, keys] = await Promise.all([this.policyOf(name), this.keysOf(name)]);
    return {
      name,
      arn: found.User.Arn ?? "",
      createdAt: found.User.CreateDate?.getTime() ?? 0,
      policy,
      keys,
      drift,
    };
  }

  private isOurs(user: User, username: string): boolean {
    return user.Path === userPath(this.rules.stack, username);
  }

  private driftOf(user: User, username: string): Drift[] {
    const tags = new Map((user.Tags ?? []).map(tag => [tag.Key, tag.Value]));
    const tagged = userTags(this.rules.stack, username).every(({ Key, Value }) => tags.get(Key) === Value);
    const bounded = user.PermissionsBoundary?.PermissionsBoundaryArn === this.rules.boundaryArn;
    return [...(bounded ? [] : (["boundary"] as const)), ...(tagged ? [] : (["tags"] as const))];
  }

  /** IAM's text is `Scope ARN: {arn} does not exist or is not attachable.`; about a user it names the user. */
  private boundaryIsMissing(error: unknown): boolean {
    return isNotFound(error) && (error as Error).message.includes(this.rules.boundaryArn);
  }

  /** Names of the user's inline policies beside ours; undefined if we may not list them. */
  private async otherPolicies(name: string): Promise<string[] | undefined> {
    const found = await ignoreAccessDenied(
      ignoreNotFound(this.iam.send(new ListUserPoliciesCommand({ UserName: name }))),
    );
    return found?.PolicyNames?.filter(policy => policy !== USER_POLICY_NAME);
  }

  private async policyOf(name: string): Promise<string | undefined> {
    const found = await ignoreUserGone(
      this.iam,
      name,
      this.iam.send(new GetUserPolicyCommand({ UserName: name, PolicyName: USER_POLICY_NAME })),
    );
    return found?.PolicyDocument === undefined ? undefined : canonicalPolicy(found.PolicyDocument);
  }

  private async keysOf(name: string): Promise<AccessKey[]> {
    const found = await ignoreUserGone(
      this.iam,
      name,
      this.iam.send(new ListAccessKeysCommand({ UserName: name })),
    );
    return (found?.AccessKeyMetadata ?? []).map(key => ({
      id: key.AccessKeyId ?? "",
      active: key.Status === "Active",
      createdAt: key.CreateDate?.getTime() ?? 0,
    }));
  }
}
