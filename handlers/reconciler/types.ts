import type { Failure } from "./failures/catalogue";

/** The vocabulary of the reconciler. No AWS types here: plans are made and tested without them. */

/** What an administrator wants for one username, as the record says it. */
export type DesiredState =
  /** No record: nothing of ours may be left. */
  | { kind: "absent" }
  /** `pending` or `active`: a login that may send from these patterns. */
  | { kind: "enabled"; patterns: readonly string[] }
  /** `disabled`: the login is kept and refused. */
  | { kind: "disabled" }
  /** `failed`, which the manager itself wrote: nothing changes until the administrator sets another status. */
  | { kind: "unchanged" }
  /** A record that cannot be applied, and what a person must change. */
  | { kind: "invalid"; failure: Failure };

/** What the record says about the credential. Hints: each is checked against IAM and KMS before it is trusted. */
export interface RecordHints {
  status: string | undefined;
  /** The access key id and the ciphertext of its password, if the record has both. */
  secret: StoredSecret | undefined;
  iamUserName: string | undefined;
  /** The state last verified by an SMTP login; `suspended`: verified once, and turned off when its record became invalid. */
  verified: "active" | "disabled" | "suspended" | undefined;
  /** The record still has the failure of an earlier run. */
  failed: boolean;
}

export interface StoredSecret {
  accessKeyId: string;
  /** base64 of the KMS ciphertext */
  ciphertext: string;
}

export type SecretKey = "current" | "previous" | "unknown";

export interface AccessKey {
  id: string;
  active: boolean;
  /** Milliseconds since 1970, by IAM's clock. */
  createdAt: number;
}

/** What somebody changed of a user that is ours by its path and name. */
export type Drift = "boundary" | "tags";

/** An IAM user known to be ours by its path and name. */
export interface ObservedUser {
  name: string;
  arn: string;
  createdAt: number;
  /** The inline policy in canonical form, if there is one. */
  policy: string | undefined;
  keys: readonly AccessKey[];
  /** Not as we created it. */
  drift: readonly Drift[];
}

/** What IAM and KMS show of one username, and how far that can be trusted. */
export interface Actual {
  users: readonly ObservedUser[];
  /**
   * The key id whose secret is safe: stored in the record and decryptable for this owner. Undefined if it does not
   * decrypt.
   */
  storedKey: string | undefined;
  /**
   * The KMS key behind the record's secret: the settings' key, one of its previous keys, or one that is not in the
   * settings, with which nothing can be decrypted. Undefined if there is no secret, or not one of this owner.
   */
  secretKey: SecretKey | undefined;
  /** The key id that this run has created and whose secret is stored nowhere yet. */
  unsavedKey: string | undefined;
  /**
   * IAM may still show the state before our last change, or before that of a run that died: what it shows is not
   * taken as proof that a change is unnecessary.
   */
  mayBeStale: boolean;
  /** There may be a key or a user nobody knows about, because a call's answer was lost or a run died. */
  mayHaveOrphans: boolean;
  /** IAM does not show the user created last, and it is too early to conclude that it is gone. */
  userHidden: boolean;
}

/** What a plan needs to know about its surroundings. */
export interface PlanContext {
  /** Milliseconds since 1970. */
  now: number;
  /** A key younger than this may still be on its way into the record. */
  leaseMs: number;
  /** How long this run has waited since it last changed anything, by a clock that does not step. */
  msSinceChange: number;
  sendingResources: readonly string[];
}

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
  /** Try the stored login until it gets this answer, or time runs out. */
  | { kind: "verifyLogin"; login: "accepted" | "refused" }
  /**
   * Stops a drifted user with every call that IAM allows: our boundary (Deny needs it), Deny, inactive keys. Each is tried
   * whatever became of the one before. `tolerant`: it is enough that either Deny or the inactive keys took effect.
   */
  | {
      kind: "secureUser";
      user: string;
      drift: readonly Drift[];
      keys: readonly string[];
      tolerant: boolean;
    }
  /** Puts boundary and tags right. If that is denied, the keys are made inactive at once. */
  | { kind: "restoreUser"; user: string; drift: readonly Drift[]; otherwiseStop: readonly string[] }
  /** No user at the username's path has the stored key: see that the stored password is not accepted either. */
  | { kind: "verifyNoLogin" }
  /** Encrypt the stored password with the settings' key, in place of a previous one. */
  | { kind: "reencrypt" }
  /** The stored password cannot be decrypted, and must not be replaced. */
  | { kind: "rejectUnknownKey" }
  | { kind: "publish"; status: "active" | "disabled" }
  | { kind: "publishFailure"; failure: Failure; keepCredential: boolean }
  /** Observe again later: until then nothing is safe to do. */
  | { kind: "wait"; milliseconds: number; reason: string };
