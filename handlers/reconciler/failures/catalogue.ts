import { MAX_USERNAME_LENGTH } from "../../../records/credential";

/**
 * Every reason why a credential can fail, by its record's `failure.code`. `retried`: the manager retries before it writes
 * the failure, so the cause lasted longer than one run. docs/credentials.md shows this table.
 */
export const FAILURES = {
  invalid_username: {
    retried: false,
    meaning: "The username in `SK` cannot be part of an IAM user name.",
    remedy: `Delete this record and write one whose SK is USER# and 1 to ${MAX_USERNAME_LENGTH} ASCII letters, digits or _+=.@-.`,
  },
  record_too_large: {
    retried: false,
    meaning: "The record leaves no room for the attributes that the manager adds.",
    remedy: 'Shorten description, then set status to "pending".',
  },
  invalid_status: {
    retried: false,
    meaning: "`status` is not one of the four valid values.",
    remedy: 'Set status to "pending" to request a login, or to "disabled" to stop one.',
  },
  invalid_allowed_from_addresses: {
    retried: false,
    meaning:
      "`allowed_from_addresses` is empty, is not a list, or has an entry that is not an address or pattern in an " +
      "allowed domain.",
    remedy: "Correct the entries that the message names.",
  },
  too_many_addresses: {
    retried: false,
    meaning: "The policy would exceed IAM's 2,048 characters, which is about 50 addresses.",
    remedy: 'Use patterns such as "*@domain", or split the credential in two.',
  },
  invalid_attribute: {
    retried: false,
    meaning:
      "`rotation_days`, `rotation_grace_days`, `valid_until`, `owner_email` or `mailbox` has an invalid value. A working login " +
      "continues without it.",
    remedy: "Correct the attributes that the message names.",
  },
  receiving_rules: {
    retried: false,
    meaning:
      "Receiving rules give the `mailbox` no address, or not every one that they could. Whatever else the record allows " +
      "is applied; a record without `allowed_from_addresses` fails while rules give it nothing.",
    remedy:
      "Forward fewer addresses to this mailbox, or list those that are needed in allowed_from_addresses.",
  },
  expired: {
    retried: false,
    meaning: "`valid_until` has passed: the login is disabled.",
    remedy: 'Set valid_until to a later time or remove it, and set status to "pending".',
  },
  suspended: {
    retried: false,
    meaning: "The login is on hold: it is stopped but kept, whatever its record says.",
    remedy: "Find out what happened, then lift the hold with ses-smtp credential enable.",
  },
  rotation_refused: {
    retried: false,
    meaning: "`rotate_requested_at` requested a new password for a disabled login.",
    remedy: 'To use the login again, set status to "pending"; then set rotate_requested_at to another time.',
  },
  rotation_failed: {
    retried: true,
    meaning: "The login still works, but a new password could not be created. The manager tries again.",
    remedy: "Fix what the message names.",
  },
  status_set_by_hand: {
    retried: false,
    meaning:
      "`status` was set to `failed`, but not by the manager, so the request is unknown; a login that exists is suspended.",
    remedy: 'Set status to "pending" to request a login, or to "disabled" to keep it stopped.',
  },
  quota_reached: {
    retried: false,
    meaning: "An IAM quota is exhausted, such as 5,000 users per account.",
    remedy: 'Request a higher quota or remove unused IAM users, then set status to "pending".',
  },
  inline_policies_too_large: {
    retried: false,
    meaning:
      "The IAM user has another inline policy, and IAM's limit of 2,048 characters for all of them together cannot be " +
      "raised.",
    remedy:
      "Delete the other inline policy (aws iam delete-user-policy), or shorten allowed_from_addresses, then set " +
      "status again.",
  },
  drifted: {
    retried: true,
    meaning:
      "Somebody changed the IAM user's tags or permissions boundary, and AWS denies changing them back. The login is " +
      "stopped.",
    remedy:
      "Find what denies it (an organization's policy, the role's permissions boundary), or restore what the message " +
      "names, then set status again.",
  },
  boundary_missing: {
    retried: false,
    meaning: "The permissions boundary of all SMTP users was deleted.",
    remedy: "Run pulumi up --refresh, which creates it again, then set status again.",
  },
  removal_blocked: {
    retried: false,
    meaning:
      "IAM does not delete the user because somebody added something to it that the manager may not remove.",
    remedy: "Remove what the message names from the user, then set status again.",
  },
  login_outside_path: {
    retried: true,
    meaning:
      "The stored password still works, but no IAM user of this username has its key: somebody renamed or moved the user.",
    remedy:
      "Find the user with aws iam get-access-key-last-used --access-key-id, delete its key or move it back, then set " +
      "status again.",
  },
  not_adopted: {
    retried: false,
    meaning:
      "The record asks to stop a login that another system made, or that is being adopted or released. The manager may not change its IAM user outside the stack's path, so the login may still work.",
    remedy: "Run the command in the message; ses-smtp credential adopt brings the login under management.",
  },
  unknown_kms_key: {
    retried: false,
    meaning:
      "The stored password was encrypted with a KMS key that is not in the settings. The login is kept as it is.",
    remedy:
      "Add the key's ARN to previousKmsKeyArns and run pulumi up. For a new password instead, remove smtp_username and " +
      "encrypted_password from the record. Then set status again.",
  },
  access_denied: {
    retried: true,
    meaning: "AWS kept denying a call: a permissions boundary, an organization's policy or the key policy.",
    remedy: 'Check the role\'s permissions boundary and the key policy, then set status to "pending".',
  },
  rejected_by_aws: {
    retried: false,
    meaning: "IAM or KMS rejected the request; the message has the reason.",
    remedy: 'Fix what the message names, then set status to "pending".',
  },
  transient: {
    retried: true,
    meaning:
      "Retries did not succeed in time. A login that worked before stays on; one that was never verified is turned off.",
    remedy: 'Set status to "pending" to try again.',
  },
} as const satisfies Record<string, { retried: boolean; meaning: string; remedy: string }>;

export type FailureCode = keyof typeof FAILURES;

/** Why a credential failed, as its record says it. The message names the attribute or the service, and the remedy. */
export interface Failure {
  code: FailureCode;
  message: string;
}

/**
 * Adapts a failure's remedy to the requested status: following it must never turn on a login that was to be disabled.
 */
export function withMatchingRemedy(original: Failure, status: string): Failure {
  if (status !== "disabled") return original;
  return {
    ...original,
    message: original.message.replace(/et status to "pending"/g, 'et status to "disabled"'),
  };
}

/**
 * @param problem what is wrong, without a period at its end
 * @param remedy a sentence; the catalogue's unless there is a more specific one
 */
export function failure(code: FailureCode, problem: string, remedy: string = FAILURES[code].remedy): Failure {
  return { code, message: `${problem}. ${remedy}` };
}
