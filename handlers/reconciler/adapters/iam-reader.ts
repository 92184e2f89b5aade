import {
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  type User,
} from "@aws-sdk/client-iam";
import { isUserNameOf, USER_POLICY_NAME, userPath, userTags } from "../../shared/iam-names";
import { quarantineAmong } from "../../shared/aws-verdicts";
import { canonicalPolicy } from "../policy";
import type { AccessKey, Drift, ObservedUser } from "../types";
import { ignoreAccessDenied, ignoreNotFound, ignoreUserGone } from "./iam-errors";
import { usersBelow } from "./users-below";

/** What each of our users is created with. Its path and name make it ours; if the rest differs, it has drifted. */
export interface UserRules {
  stack: string;
  boundaryArn: string;
}

/** Reads the IAM users of one stack. */
export class IamReader {
  constructor(
    private readonly iam: Pick<IAMClient, "send">,
    private readonly rules: UserRules,
  ) {}

  /**
   * The users of one username: those below its path, and those that a hint names and that exist although the list,
   * which is eventually consistent, does not show them yet.
   */
  async find(username: string, hints: readonly (string | undefined)[]): Promise<ObservedUser[]> {
    const below = await usersBelow(this.iam, userPath(this.rules.stack, username));
    const listed = new Set(below.map(user => user.UserName ?? ""));
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

  /** Whose user has a taken name; undefined if IAM does not show it (yet), or not to us. */
  async ownerOf(name: string, username: string): Promise<"us" | "another" | undefined> {
    const found = await ignoreAccessDenied(
      ignoreNotFound(this.iam.send(new GetUserCommand({ UserName: name }))),
    );
    if (found?.User === undefined) return undefined;
    return this.isOurs(found.User, username) ? "us" : "another";
  }

  /**
   * When a key was used last, in milliseconds since 1970, as far as IAM knows: it lags by hours. Undefined if it was never
   * used, or if we may not ask.
   */
  async lastUsed(key: string): Promise<number | undefined> {
    const found = await ignoreAccessDenied(
      ignoreNotFound(this.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key }))),
    );
    return found?.AccessKeyLastUsed?.LastUsedDate?.getTime();
  }

  /** Names of the user's inline policies beside ours; undefined if we may not list them. */
  async otherPolicies(name: string): Promise<string[] | undefined> {
    const found = await ignoreAccessDenied(
      ignoreNotFound(this.iam.send(new ListUserPoliciesCommand({ UserName: name }))),
    );
    return found?.PolicyNames?.filter(policy => policy !== USER_POLICY_NAME);
  }

  /** A user of this username; undefined if IAM does not show it, or it is at another path. */
  async observe(username: string, name: string): Promise<ObservedUser | undefined> {
    const found = await ignoreNotFound(this.iam.send(new GetUserCommand({ UserName: name })));
    if (!found?.User || !this.isOurs(found.User, username)) return undefined;
    const drift = this.driftOf(found.User, username);
    const [policy, keys, quarantine] = await Promise.all([
      this.policyOf(name),
      this.keysOf(name),
      this.quarantineOf(name),
    ]);
    return {
      name,
      arn: found.User.Arn ?? "",
      createdAt: found.User.CreateDate?.getTime() ?? 0,
      policy,
      keys,
      drift,
      ...(quarantine !== undefined && { quarantine }),
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

  private async policyOf(name: string): Promise<string | undefined> {
    const found = await ignoreUserGone(
      this.iam,
      name,
      this.iam.send(new GetUserPolicyCommand({ UserName: name, PolicyName: USER_POLICY_NAME })),
    );
    return found?.PolicyDocument === undefined ? undefined : canonicalPolicy(found.PolicyDocument);
  }

  /** A user has at most 20 attached policies, fewer than a page holds. */
  private async quarantineOf(name: string): Promise<string | undefined> {
    const found = await ignoreUserGone(
      this.iam,
      name,
      this.iam.send(new ListAttachedUserPoliciesCommand({ UserName: name })),
    );
    return quarantineAmong((found?.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn));
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
