/** The vocabulary of the reconciler. No AWS type in here: the plan is made and tested without one. */

/** What an administrator wants of one username, as the record says it. */
export type DesiredState =
  /** No record: nothing of ours may be left. */
  | { kind: "absent" }
  /** `pending` or `active`: a login that may send from these patterns. */
  | { kind: "enabled"; patterns: readonly string[] }
  /** `disabled`: the login is kept and refused. */
  | { kind: "disabled" }
  /** `failed`: our own verdict; nothing is asked until the administrator sets another status. */
  | { kind: "unchanged" }
  /** A record that cannot be followed, and what a person must change. */
  | { kind: "invalid"; failure: Failure };

/** Why a credential failed. The message names the attribute or the service, and the remedy. */
export interface Failure {
  code: FailureCode;
  message: string;
}

export type FailureCode =
  | "invalid_status"
  | "invalid_username"
  | "record_too_large"
  | "invalid_allowed_from_addresses"
  | "too_many_addresses"
  | "access_denied"
  | "quota_reached"
  | "rejected_by_aws"
  /** The only code where setting the record to `pending` again, unchanged, may help. */
  | "transient";

/** What the record says of the credential. Hints: each is checked against IAM and KMS before it is believed. */
export interface RecordHints {
  status: string | undefined;
  /** The access key id and the ciphertext of its password, if the record has both. */
  secret: StoredSecret | undefined;
  iamUserName: string | undefined;
  /** The state last proved by an SMTP login; `suspended`: it was proved once, and refused with its record. */
  verified: "active" | "disabled" | "suspended" | undefined;
  /** An earlier verdict still stands in the record. */
  failed: boolean;
}

export interface StoredSecret {
  accessKeyId: string;
  /** base64 of the KMS ciphertext */
  ciphertext: string;
}

export interface AccessKey {
  id: string;
  active: boolean;
  /** Milliseconds since 1970, by IAM's clock. */
  createdAt: number;
}

/** An IAM user proved ours: name pattern, path, tags and boundary all match. */
export interface ObservedUser {
  name: string;
  arn: string;
  createdAt: number;
  /** The inline policy in canonical form, if there is one. */
  policy: string | undefined;
  keys: readonly AccessKey[];
}

export interface Actual {
  users: readonly ObservedUser[];
  /**
   * The key id whose secret is safe: stored in the record, decrypts for this owner. A hint that does not
   * decrypt is none.
   */
  storedKey: string | undefined;
  /** The key id that this reconciliation has made, and whose secret is nowhere else yet. */
  unsavedKey: string | undefined;
  /**
   * IAM may still answer with what was before our last change, or before that of a holder that died:
   * what it says is not taken as proof that a change is needless.
   */
  mayBeStale: boolean;
  /** There may be a key or a user that nobody knows of, because a call's answer was lost or a holder died. */
  mayHaveOrphans: boolean;
  /** The user that was made last is not shown, and it is too early to say that it is gone. */
  userHidden: boolean;
}

export type Step =
  | { kind: "removeUser"; user: string }
  | { kind: "createUser" }
  /** `user` undefined here and below means the user that `createUser` has made. */
  | { kind: "putPolicy"; user: string | undefined; policy: string }
  | { kind: "createKey"; user: string | undefined }
  /** Encrypt the secret of the key just made and store it in the record. */
  | { kind: "saveSecret" }
  | { kind: "setKey"; user: string; key: string; active: boolean }
  | { kind: "deleteKey"; user: string; key: string }
  /** Try the stored login until it is answered so, or the bound is reached. */
  | { kind: "verifyLogin"; login: "accepted" | "refused" }
  | { kind: "publish"; status: "active" | "disabled" }
  | { kind: "publishFailure"; failure: Failure; keepCredential: boolean }
  /** Look again later: until then nothing safe can be done. */
  | { kind: "wait"; milliseconds: number; reason: string };
