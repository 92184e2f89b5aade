import type { Failure } from "../failures/catalogue";
import type { Step } from "./step";
import type { Actual, ObservedUser, RecordHints } from "../types";

/** The user that has the key whose secret is stored in the record. */
export function ownerOf(actual: Actual): ObservedUser | undefined {
  return actual.users.find(user => user.keys.some(key => key.id === actual.storedKey));
}

/** The user of a login that was adopted without its password, and that still has its key. */
export function unprovenOf(
  { unprovenKey }: Pick<RecordHints, "unprovenKey">,
  { users, storedKey }: Actual,
): ObservedUser | undefined {
  if (unprovenKey === undefined || storedKey !== undefined) return undefined;
  return users.find(user => user.keys.some(key => key.id === unprovenKey));
}

export function newestOf(users: readonly ObservedUser[]): ObservedUser | undefined {
  return [...users].sort((a, b) => b.createdAt - a.createdAt)[0];
}

export function setKey(user: ObservedUser, key: string, active: boolean): Step {
  return { kind: "setKey", user: user.name, key, active };
}

export function removeUsers(users: readonly ObservedUser[]): Step[] {
  return users.map(user => ({ kind: "removeUser", user: user.name }));
}

/** `active` is written only after an SMTP login was accepted; `disabled` is written with the result of the attempt. */
export function verifyAndPublish(
  status: "active" | "disabled",
  failure?: Failure,
  replaced?: string,
): Step[] {
  return [
    { kind: "verifyLogin", login: status === "active" ? "accepted" : "refused" },
    publish(status, failure, replaced),
  ];
}

/** @param replaced a key whose grace period begins now */
export function publish(
  status: "active" | "disabled",
  failure?: Failure,
  replaced?: string,
): Step & { kind: "publish" } {
  return {
    kind: "publish",
    status,
    ...(failure && { failure }),
    ...(replaced !== undefined && { replaced }),
  };
}
