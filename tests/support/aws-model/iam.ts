import { noSuchUser, serviceError } from "./errors";
import { deleteConflict, removeAdded } from "./iam-added";
import { authorize, denied, type IamRole, mayTag } from "./iam-role";
import { describe, type Input, read, text } from "./iam-reads";
import { arnOf, IamTimeline, type KeyState, type UserState } from "./iam-state";
import type { VirtualTime } from "./virtual-time";

export interface IamSettings {
  role: IamRole;
  /** Whether the policy that is our boundary exists. */
  boundaryExists: boolean;
  userQuota: number;
  pageSize: number;
  /** How stale the answer to a call is, in milliseconds. */
  lag: (operation: string) => number;
  /** IAM names are unique regardless of case; whether a lookup ignores case is not documented. */
  lookUp: "any case" | "exact";
  random: () => number;
}

/** IAM's users, with IAM's real limits. */
export class IamModel {
  readonly timeline = new IamTimeline();
  /** Called after each change. */
  onChange: (operation: string, user: string) => void = () => undefined;
  /** When a key was used last, in milliseconds since 1970. */
  lastUsedOf: (key: string) => number | undefined = () => undefined;
  private serial = 0;

  constructor(
    private readonly time: VirtualTime,
    readonly settings: IamSettings,
  ) {}

  call(operation: string, input: Input): unknown {
    switch (operation) {
      case "ListUsers":
        return this.listUsers(input);
      case "CreateUser":
        return this.createUser(input);
      case "GetAccessKeyLastUsed":
        return this.keyLastUsed(text(input.AccessKeyId));
      default:
        return this.onUser(operation, text(input.UserName), input);
    }
  }

  /** A change by somebody other than our function: an administrator may do anything. */
  put(user: Partial<UserState> & { name: string }): UserState {
    const state: UserState = {
      id: this.unique("AIDA"),
      path: "/",
      boundary: undefined,
      tags: [],
      createdAt: this.time.now(),
      keys: [],
      inline: {},
      attached: [],
      groups: [],
      added: {},
      ...user,
    };
    this.timeline.put(state, this.time.running);
    return state;
  }

  newKey(): KeyState {
    const secret = Buffer.from(`${this.serial}-${this.settings.random()}`.padEnd(30, "s"))
      .toString("base64")
      .slice(0, 40);
    return { id: this.unique("AKIA"), secret, active: true, createdAt: this.time.now() };
  }

  private listUsers({ PathPrefix = "/", Marker, MaxItems = 100 }: Input): unknown {
    const all = this.timeline.list(text(PathPrefix), this.seenAt("ListUsers"));
    const from = Marker === undefined ? 0 : Number(Marker);
    const to = from + Math.min(Number(MaxItems), this.settings.pageSize);
    const more = to < all.length;
    return {
      Users: all.slice(from, to).map(user => describe(user, "listed")),
      IsTruncated: more,
      ...(more ? { Marker: String(to) } : {}),
    };
  }

  /** Of a key that is not the account's, or not known, IAM denies it. */
  private keyLastUsed(id: string): unknown {
    const owner = this.timeline.ownerOf(id, this.time.running);
    authorize(this.settings.role, "GetAccessKeyLastUsed", owner?.name ?? id, owner, {});
    const time = this.lastUsedOf(id);
    return {
      UserName: owner?.name,
      AccessKeyLastUsed: time === undefined ? {} : { LastUsedDate: new Date(time) },
    };
  }

  private createUser(input: Input): unknown {
    const { role, userQuota } = this.settings;
    const name = text(input.UserName);
    const path = text(input.Path ?? "/");
    const granted =
      path.startsWith(role.path) &&
      input.PermissionsBoundary === role.boundaryArn &&
      (input.Tags === undefined || mayTag(role, input.Tags));
    if (!granted) throw denied("CreateUser", arnOf({ path, name }));
    this.requireBoundary(role.boundaryArn);
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw serviceError("ValidationError", "userName is not valid.");
    if (this.timeline.now.has(name.toLowerCase())) {
      throw serviceError("EntityAlreadyExistsException", `User with name ${name} already exists.`);
    }
    if (this.timeline.now.size >= userQuota) {
      throw serviceError("LimitExceededException", `Cannot exceed quota for UsersPerAccount: ${userQuota}.`);
    }
    const user = this.put({
      name,
      path,
      boundary: role.boundaryArn,
      tags: (input.Tags ?? []) as UserState["tags"],
    });
    this.onChange("CreateUser", name);
    return { User: describe(user, "made") };
  }

  private onUser(operation: string, name: string, input: Input): unknown {
    const seen = this.find(name, this.seenAt(operation));
    authorize(this.settings.role, operation, name, seen, input);
    if (seen === undefined) throw noSuchUser(name);
    if (/^(Get|List)/.test(operation)) return read(operation, seen, input);

    const user = this.find(name, this.time.running);
    if (user === undefined) throw noSuchUser(name);
    const { answer, after } = this.change(operation, user, seen, input);
    if (after) this.timeline.put(after, this.time.running);
    else this.timeline.remove(user.name, this.time.running);
    this.onChange(operation, user.name);
    return answer ?? {}; // the SDK always has an answer
  }

  private change(operation: string, user: UserState, seen: UserState, input: Input): Change {
    const id = text(input.AccessKeyId);
    const key = user.keys.find(one => one.id === id);
    const keyIsKnown = key !== undefined && seen.keys.some(one => one.id === id);
    const policy = text(input.PolicyName);
    switch (operation) {
      case "CreateAccessKey": {
        if (user.keys.length >= 2) {
          throw serviceError("LimitExceededException", "Cannot exceed quota for AccessKeysPerUser: 2");
        }
        const made = this.newKey();
        return {
          answer: { AccessKey: { AccessKeyId: made.id, SecretAccessKey: made.secret, Status: "Active" } },
          after: { ...user, keys: [...user.keys, made] },
        };
      }
      case "UpdateAccessKey":
        if (!keyIsKnown) throw noSuchKey(id);
        return {
          after: {
            ...user,
            keys: user.keys.map(one => (one.id === id ? { ...one, active: input.Status === "Active" } : one)),
          },
        };
      case "DeleteAccessKey":
        if (!keyIsKnown) throw noSuchKey(id);
        return { after: { ...user, keys: user.keys.filter(one => one.id !== id) } };
      case "PutUserPolicy": {
        const inline = { ...user.inline, [policy]: text(input.PolicyDocument) };
        if (Object.values(inline).join("").replace(/\s/g, "").length > 2048) {
          throw serviceError("LimitExceededException", `Maximum policy size of 2048 bytes exceeded for user`);
        }
        return { after: { ...user, inline } };
      }
      case "DeleteUserPolicy": {
        const { [policy]: gone, ...inline } = user.inline;
        if (gone === undefined) throw serviceError("NoSuchEntityException", `No policy ${policy}.`);
        return { after: { ...user, inline } };
      }
      case "DetachUserPolicy":
        return { after: { ...user, attached: user.attached.filter(arn => arn !== input.PolicyArn) } };
      case "RemoveUserFromGroup": {
        const groups = user.groups.filter(group => !group.endsWith(`/${text(input.GroupName)}`));
        return { after: { ...user, groups } };
      }
      case "TagUser": {
        const tags = input.Tags as UserState["tags"];
        const others = user.tags.filter(({ Key }) => !tags.some(tag => tag.Key === Key));
        return { after: { ...user, tags: [...others, ...tags] } };
      }
      case "PutUserPermissionsBoundary":
        this.requireBoundary(text(input.PermissionsBoundary));
        return { after: { ...user, boundary: text(input.PermissionsBoundary) } };
      case "DeleteUser": {
        const conflict = deleteConflict(user);
        if (conflict) throw conflict;
        return { after: undefined };
      }
      default: {
        const after = removeAdded(operation, user, input);
        if (after === undefined) throw new Error(`The model has no IAM ${operation}.`);
        return { after };
      }
    }
  }

  private requireBoundary(arn: string): void {
    if (this.settings.boundaryExists) return;
    throw serviceError("NoSuchEntityException", `Scope ARN: ${arn} does not exist or is not attachable.`);
  }

  /** The time whose state the answer to a call shows. */
  private seenAt(operation: string): number {
    return this.time.running - this.settings.lag(operation);
  }

  private find(name: string, time: number): UserState | undefined {
    const user = this.timeline.find(name, time);
    return this.settings.lookUp === "any case" || user?.name === name ? user : undefined;
  }

  private unique(prefix: string): string {
    return `${prefix}${String(++this.serial).padStart(16, "X")}`;
  }
}

interface Change {
  answer?: unknown;
  /** undefined if the user is deleted */
  after: UserState | undefined;
}

const noSuchKey = (id: string) =>
  serviceError("NoSuchEntityException", `The Access Key with id ${id} cannot be found.`);
