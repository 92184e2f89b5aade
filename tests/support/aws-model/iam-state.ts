/** IAM users as values: each change creates a new one, so that a stale read can return an older state. */
export interface UserState {
  id: string;
  name: string;
  path: string;
  boundary: string | undefined;
  tags: readonly { Key: string; Value: string }[];
  createdAt: number;
  keys: readonly KeyState[];
  inline: Readonly<Record<string, string>>;
  attached: readonly string[];
  /** A group's path and name, such as `/ses-smtp/test/members` or `/admins`. */
  groups: readonly string[];
  /** What else keeps IAM from deleting a user; ids, of the password an empty one. */
  added: Readonly<Partial<Record<AddedKind, readonly string[]>>>;
}

export type AddedKind = "password" | "certificates" | "sshKeys" | "serviceCredentials" | "mfaDevices";

export interface KeyState {
  id: string;
  secret: string;
  active: boolean;
  createdAt: number;
}

/** By lower-case name: IAM names are case-insensitive. */
export type Users = ReadonlyMap<string, UserState>;

/** Every state that IAM has been in, newest last. */
export class IamTimeline {
  private states: { since: number; users: Users }[] = [{ since: -Infinity, users: new Map() }];

  get now(): Users {
    return this.states.at(-1)!.users;
  }

  at(time: number): Users {
    return this.states.findLast(state => state.since <= time)!.users;
  }

  put(user: UserState, time: number): void {
    this.change(time, users => users.set(user.name.toLowerCase(), user));
  }

  remove(name: string, time: number): void {
    this.change(time, users => users.delete(name.toLowerCase()));
  }

  private change(time: number, change: (users: Map<string, UserState>) => void): void {
    const users = new Map(this.now);
    change(users);
    this.states.push({ since: time, users });
  }
}

export function arnOf(user: Pick<UserState, "path" | "name">): string {
  return `arn:aws:iam::123456789012:user${user.path}${user.name}`;
}
