import type { UnmanagedLogin } from "../../../records/unmanaged";
import type { Failure } from "../failures/catalogue";
import type { ObservedUser } from "../types";

/** One change, small enough that stopping after any of them is safe. */
export type Step =
  | { kind: "removeUser"; user: string }
  | { kind: "createUser" }
  /** `user` undefined here and below means the user that `createUser` has created. */
  | { kind: "putPolicy"; user: string | undefined; policy: string }
  | { kind: "createKey"; user: string | undefined }
  /** Encrypt the secret of the key just created and store it in the record. */
  | { kind: "saveSecret" }
  | { kind: "setKey"; user: string; key: string; active: boolean }
  | { kind: "deleteKey"; user: string; key: string }
  /**
   * Try the stored login until it gets this answer, or time runs out. A login that is not accepted is an error; one
   * that is not refused yet is checked again later.
   */
  | { kind: "verifyLogin"; login: "accepted" | "refused" }
  /**
   * Stops a drifted user with every call that IAM allows: our boundary (Deny needs it), Deny, inactive keys. Each is
   * tried even if the one before failed. `tolerant`: it is enough that either Deny or the inactive keys took effect.
   */
  | { kind: "secureUser"; user: ObservedUser; tolerant: boolean }
  /** Restores what drifted. `otherwiseStop`: if that is denied, the user is stopped at once. */
  | { kind: "restoreUser"; user: ObservedUser; otherwiseStop: boolean }
  /** No user at the username's path has the stored key: check that the stored password is not accepted either. */
  | { kind: "verifyNoLogin" }
  /** Encrypt the stored password with the settings' key, in place of a previous one. */
  | { kind: "reencrypt" }
  /** The stored password cannot be decrypted, and must not be replaced. */
  | { kind: "rejectUnknownKey" }
  /**
   * Create a second key, verify it while its secret is only in memory, and publish it in place of the working one,
   * which gets a grace period. If that fails, the new key is deleted and the login stays as it is.
   */
  | { kind: "rotate"; user: string; key: string }
  /** The previous login is still used: it keeps working until then. */
  | { kind: "extendGrace"; until: number }
  /** The previous login's grace period is over. */
  | { kind: "retireKey"; user: string; key: string; deleteAt: number }
  /** There is no previous login anymore. */
  | { kind: "forgetPrevious" }
  /** Nothing of a compromised login is left in IAM: remove it from its record too, which then asks for a new one. */
  | { kind: "forgetLogin" }
  /**
   * `failure` names the parts of a working login's record that were left out. `replaced`: a key whose grace period
   * begins now. `unproved`: its password is not known, so that it was not verified.
   */
  | {
      kind: "publish";
      status: "active" | "disabled";
      failure?: Failure;
      replaced?: string;
      unproved?: true;
    }
  /** `untouched`: what the record says about the login stays as another system wrote it. */
  | { kind: "publishFailure"; failure: Failure; keepCredential: boolean; untouched?: true }
  /** The record of a login that is not managed was removed: a person must stop the login. */
  | { kind: "reportUnmanaged"; login: UnmanagedLogin }
  /** A rotation was requested that is impossible: the record's failure says so. */
  | { kind: "refuseRotation" }
  /** Observe again, in this run, within seconds. */
  | { kind: "wait"; milliseconds: number; reason: string }
  /**
   * Another run must check, after this time or later; this one goes on without waiting. `sinceChange`: the time counts
   * from the last change in IAM, so that a look that comes too early does not put off the next.
   */
  | { kind: "lookAgain"; milliseconds: number; reason: string; sinceChange?: true };
