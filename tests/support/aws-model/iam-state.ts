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

interface Version {
  since: number;
  /** undefined once it is deleted */
  user: UserState | undefined;
}

/**
 * Every state that each user has been in, found by name, by path and by access key. Not a copy of all users for each
 * change: that needs memory that grows with the square of their number.
 */
export class IamTimeline {
  private readonly users = new Map<string, UserState>();
  /** By lower-case name; the newest last. */
  private readonly versions = new Map<string, Version[]>();
  /** Lower-case names of the users that have ever been below a path, by that path. */
  private readonly below = new Map<string, Set<string>>();
  /** Lower-case names of the users that have ever had an access key, by its id. */
  private readonly owners = new Map<string, Set<string>>();

  get now(): Users {
    return this.users;
  }

  /** The user of that name, in any case, as it was at that time. */
  find(name: string, time: number): UserState | undefined {
    const lowerCase = name.toLowerCase();
    const versions = this.versions.get(lowerCase);
    const last = versions?.at(-1);
    if (last === undefined || last.since <= time) return last?.user;
    return versions?.findLast(({ since }) => since <= time)?.user;
  }

  /** The users whose path began with this at that time. */
  list(pathPrefix: string, time: number): UserState[] {
    const names = this.below.get(pathPrefix.slice(0, pathPrefix.lastIndexOf("/") + 1)) ?? [];
    return this.found(names, time).filter(user => user.path.startsWith(pathPrefix));
  }

  /** The user who had an access key at that time. */
  ownerOf(key: string, time: number): UserState | undefined {
    return this.found(this.owners.get(key) ?? [], time).find(user => user.keys.some(({ id }) => id === key));
  }

  put(user: UserState, time: number): void {
    const name = user.name.toLowerCase();
    this.users.set(name, user);
    this.append(name, { since: time, user });
    for (const path of pathsAbove(user.path)) addTo(this.below, path, name);
    for (const { id } of user.keys) addTo(this.owners, id, name);
  }

  remove(name: string, time: number): void {
    this.users.delete(name.toLowerCase());
    this.append(name.toLowerCase(), { since: time, user: undefined });
  }

  private found(names: Iterable<string>, time: number): UserState[] {
    return [...names].map(name => this.find(name, time)).filter(user => user !== undefined);
  }

  private append(name: string, version: Version): void {
    const versions = this.versions.get(name);
    if (versions) versions.push(version);
    else this.versions.set(name, [version]);
  }
}

/** `/`, `/a/` and `/a/b/` of `/a/b/`. */
function pathsAbove(path: string): string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}

function addTo(index: Map<string, Set<string>>, key: string, name: string): void {
  const names = index.get(key);
  if (names) names.add(name);
  else index.set(key, new Set([name]));
}

export function arnOf(user: Pick<UserState, "path" | "name">): string {
  return `arn:aws:iam::123456789012:user${user.path}${user.name}`;
}
