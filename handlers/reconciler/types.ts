import type { Hold } from "../../records/hold";
import type { RuleSenders } from "../../records/rule-senders";
import type { UnmanagedLogin } from "../../records/unmanaged";
import type { Failure } from "./failures/catalogue";
import type { MailboxRules } from "./receiving-rules/mailbox-rules";

/** The vocabulary of the reconciler. No AWS types here: plans are made and tested without them. */

/** A credential record as stored, its attributes converted to JavaScript values (a string set is a Set). */
export type RecordAttributes = Readonly<Record<string, unknown>>;

/** What decides about a login: its record, and whether somebody holds it. */
export interface Request {
  attributes: RecordAttributes;
  hold: Hold | undefined;
  /** The size of the attributes that the manager does not write, in bytes as DynamoDB counts them. */
  foreignBytes: number;
  /** The receiving rules that forward to its mailbox; absent if it names none, or the stack does not use them. */
  mailboxRules?: MailboxRules | undefined;
}

/** What a record is judged against. */
export interface SenderRules {
  allowedFromDomains: readonly string[];
  sendingResources: readonly string[];
  /** Whether receiving rules give addresses to the owners of mailboxes; the default is no. */
  receivingRules?: boolean;
}

/** What an administrator wants for one username, as the record says it. */
export type DesiredState =
  /** No record: nothing of ours may be left. */
  | { kind: "absent" }
  /** `pending` or `active`: a login that may send from these patterns, and from what receiving rules give it. */
  | { kind: "enabled"; patterns: readonly string[]; rules?: RuleSenders; mistake?: Mistake }
  /** `disabled`: the login is kept and refused. `reason`: its `valid_until` has passed. */
  | { kind: "disabled"; reason?: Failure }
  /** Somebody holds it, whatever the record says: the login is kept and refused until the hold is deleted. */
  | { kind: "held"; failure: Failure }
  /** `failed`, as the manager wrote it about this very request: only what the verdict says is upheld. */
  | { kind: "unchanged"; asked: string }
  /** `failed`, and nobody knows what was asked: what exists is stopped, and nothing is removed. */
  | { kind: "unknown"; failure: Failure }
  /** Another system's login, or one that is being adopted: nothing of it is changed. */
  | { kind: "unmanaged" }
  /** The same, but it has to be stopped: only a person can. */
  | { kind: "unstoppable"; failure: Failure }
  /** A record that cannot be applied, and what a person must change. */
  | { kind: "invalid"; failure: Failure };

/** Something in a record that cannot be used, beside what can. */
export interface Mistake {
  /** For a login that works: the rest is applied. */
  leftOut: Failure;
  /** For a new login: the whole request fails. Undefined if it is applied like that of one that works. */
  whole: Failure | undefined;
}

/** What is asked for is to stop a login: nothing that can fail comes before that. */
export function stopsLogin({ kind }: DesiredState): boolean {
  return kind !== "enabled" && kind !== "unchanged" && kind !== "unmanaged";
}

/** What the record says about the credential. Hints: each is checked against IAM and KMS before it is trusted. */
export interface RecordHints {
  status: string | undefined;
  /** The access key id and the ciphertext of its password, if the record has both. */
  secret: StoredSecret | undefined;
  iamUserName: string | undefined;
  /** What was proved last; see {@link VerifiedStatus}. */
  verified: VerifiedStatus | undefined;
  /** The failure of an earlier run that the record still has. */
  failure: { code: string; message: string } | undefined;
  /** The digest of the request that was carried out last. */
  applied: string | undefined;
  /** The access key of a login whose password nobody has: it was adopted without one. */
  unprovenKey: string | undefined;
  /** The login before the last rotation. Only the lease item is trusted more. */
  previous: PreviousKey | undefined;
}

/** The key of the login before the last rotation. All times are in milliseconds since 1970. */
export interface PreviousKey {
  id: string;
  /** When it was replaced. */
  since: number;
  /** When its grace period ends. */
  until: number;
  /** Its grace period has ended: it is inactive, and deleted at this time. */
  deleteAt?: number;
}

/** The keys that were given out before the one that the record stores. */
export interface FormerKeys {
  /**
   * The key that was published last, if the record does not store it anymore: it was overwritten. It still works, and
   * gets a grace period as after any rotation.
   */
  replaced: string | undefined;
  previous: PreviousKey | undefined;
  /** When the previous key was last used, if its grace period has ended and IAM knows. */
  previousUsedAt: number | undefined;
}

/**
 * The last result for a login: `active`, it was accepted (235). `disabled`, it was refused (535). `denied`, Deny and
 * inactive keys are in place, but no login attempt was refused yet. `suspended`, it was verified once, and was turned
 * off when its record could not be applied. `unproved`, it was adopted without its password, so no login was attempted.
 */
export type VerifiedStatus = "active" | "disabled" | "denied" | "suspended" | "unproved";

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

/** What somebody changed on a user that is ours by its path and name. */
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
  /** The policy that AWS attached because it found an access key of this user in public. */
  quarantine?: string;
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
  /** KMS did not answer, or refused: whether the stored password decrypts is not known. */
  secretUnknown: boolean;
  former: FormerKeys;
  /** The login was reported as compromised, and not replaced yet. */
  compromised: boolean;
  /** The login of another system that the username's record was about when it was seen last. */
  unmanaged: UnmanagedLogin | undefined;
  /** Deny and inactive keys were put in place a moment ago, on every user and key that is shown. */
  secured: boolean;
  /** The key id that this run has created and whose secret is stored nowhere yet. */
  unsavedKey: string | undefined;
  /**
   * IAM may still show the state before our last change, or before that of a run that died: what it shows is not
   * taken as proof that a change is unnecessary.
   */
  mayBeStale: boolean;
  /** There may be a key or a user that no record or lease names, because a response was lost or a run died. */
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
  /** How long ago IAM was last changed; Infinity if no change is known. */
  msSinceChange: number;
  sendingResources: readonly string[];
  /** The digest of what the record asks for now. */
  digest: string;
  /** A working login must get a new password. */
  rotationDue: boolean;
  /** The record requests a new password. */
  rotationRequested: boolean;
  /** How long the previous login keeps working, and the most that continued use can extend that to. */
  graceMs: number;
  maxGraceMs: number;
}
