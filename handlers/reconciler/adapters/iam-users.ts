import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  type IAMClient,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { USER_POLICY_NAME, userPath, userTags } from "../../shared/iam-names";
import { BoundaryMissing, InlinePolicyTooLarge, StaleView } from "../failures/errors";
import { ignoreUserGone, isNamed, isNotFound } from "./iam-errors";
import { type OnKeyGone, removeIamUser } from "./iam-removal";
import { policySize } from "../policy";
import type { ObservedUser } from "../types";
import { IamReader, type UserRules } from "./iam-reader";

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
  private readonly reader: IamReader;

  /**
   * @param iamWithoutRetries makes one attempt: a second CreateAccessKey would create a second key, and a second
   *   CreateUser would find the name taken by the first
   */
  constructor(
    private readonly iam: Pick<IAMClient, "send">,
    private readonly iamWithoutRetries: Pick<IAMClient, "send">,
    private readonly rules: UserRules,
  ) {
    this.reader = new IamReader(iam, rules);
  }

  /** As {@link IamReader.find}. */
  find(username: string, hints: readonly (string | undefined)[]): Promise<ObservedUser[]> {
    return this.reader.find(username, hints);
  }

  /** As {@link IamReader.ownerOf}. */
  ownerOf(name: string, username: string): Promise<"us" | "another" | undefined> {
    return this.reader.ownerOf(name, username);
  }

  /** As {@link IamReader.lastUsed}. */
  lastUsed(key: string): Promise<number | undefined> {
    return this.reader.lastUsed(key);
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

  /** @throws InlinePolicyTooLarge */
  async putPolicy(user: string, policy: string): Promise<void> {
    try {
      await this.iam.send(
        new PutUserPolicyCommand({ UserName: user, PolicyName: USER_POLICY_NAME, PolicyDocument: policy }),
      );
    } catch (error) {
      if (!isNamed(error, "LimitExceeded")) throw error;
      throw new InlinePolicyTooLarge(user, policySize(policy), await this.reader.otherPolicies(user));
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

  /** @returns whether IAM deleted it now; false if it does not know it, or does not know it yet */
  async deleteKey(user: string, key: string): Promise<boolean> {
    const deleted = await ignoreUserGone(
      this.iam,
      user,
      this.iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: key })),
    );
    return deleted !== undefined;
  }

  /**
   * @param beforeEach awaited before each call: there are many, and a lease may expire in between
   * @param onKeyGone told of each access key that no longer exists, even if the user still does
   * @returns whether IAM deleted it now; false if it does not know the user, or does not know it yet
   */
  async remove(user: string, beforeEach: () => Promise<void>, onKeyGone: OnKeyGone): Promise<boolean> {
    return removeIamUser(this.iam, user, beforeEach, onKeyGone);
  }

  /** IAM's text is `Scope ARN: {arn} does not exist or is not attachable.`; about a user it names the user. */
  private boundaryIsMissing(error: unknown): boolean {
    return isNotFound(error) && (error as Error).message.includes(this.rules.boundaryArn);
  }
}
