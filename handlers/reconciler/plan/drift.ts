import type { Actual, ObservedUser, Step } from "../types";
import { ownerOf } from "./users";

/** Stops a drifted user, then puts its tags right; the boundary comes first, because Deny needs it. */
export function secureDrifted(user: ObservedUser, tolerant: boolean): Step[] {
  return [{ kind: "secureUser", user, tolerant }, ...(tolerant ? [] : restoreTags(user))];
}

/** Of a user that is stopped already. */
export function restoreTags(user: ObservedUser): Step[] {
  if (!user.drift.includes("tags")) return [];
  return [{ kind: "restoreUser", user: { ...user, drift: ["tags"] }, otherwiseStop: false }];
}

/**
 * Puts a drifted user right that may keep working. If that is denied while its policy is not the one asked for, it is
 * stopped at once: it may send what its record no longer allows.
 */
export function restoreDrifted(user: ObservedUser, policy: string): Step[] {
  if (user.drift.length === 0) return [];
  return [{ kind: "restoreUser", user, otherwiseStop: user.policy !== policy }];
}

/**
 * A stored password that decrypts was a login of ours. If no user has its key, somebody may have renamed or moved the
 * user: before anything is created or called disabled, the password must be seen refused.
 */
export function proveNoLogin(actual: Actual): Step[] {
  const lost = actual.storedKey !== undefined && actual.unsavedKey === undefined && !ownerOf(actual);
  return lost ? [{ kind: "verifyNoLogin" }] : [];
}

/** A password under a previous KMS key is stored again under the settings' key. */
export function reencryptSecret(actual: Actual): Step[] {
  const stored = ownerOf(actual) !== undefined && actual.unsavedKey === undefined;
  return stored && actual.secretKey === "previous" ? [{ kind: "reencrypt" }] : [];
}
