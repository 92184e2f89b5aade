import type { Step } from "./step";
import type { Actual, ObservedUser } from "../types";
import { ownerOf } from "./users";

/** Stops a drifted user, then restores its tags; the boundary comes first, because Deny needs it. */
export function secureDrifted(user: ObservedUser, tolerant: boolean): Step[] {
  return [{ kind: "secureUser", user, tolerant }, ...(tolerant ? [] : restoreTags(user))];
}

/** For a user that is already stopped. */
export function restoreTags(user: ObservedUser): Step[] {
  if (!user.drift.includes("tags")) return [];
  return [{ kind: "restoreUser", user: { ...user, drift: ["tags"] }, otherwiseStop: false }];
}

/**
 * Restores a drifted user that may keep working. If that is denied while its policy differs from the requested one, it
 * is stopped at once, because it could send what its record no longer allows.
 */
export function restoreDrifted(user: ObservedUser, policy: string): Step[] {
  if (user.drift.length === 0) return [];
  return [{ kind: "restoreUser", user, otherwiseStop: user.policy !== policy }];
}

/**
 * A stored password that decrypts was a login of ours. If no user has its key, somebody may have renamed or moved the
 * user: before anything is created or reported as disabled, a login with that password must be refused.
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
