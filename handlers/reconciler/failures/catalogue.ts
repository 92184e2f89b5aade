import { MAX_USERNAME_LENGTH } from "../../../records/credential";

/**
 * The one table of why a credential can fail: what its record's `failure.code` says. `retried`: the manager itself
 * tries again before it writes the failure, so the cause lasted longer than that. docs/credentials.md shows this table.
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
      "Retries did not succeed in time; a login that worked before is left on, one that was never verified is turned off.",
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
 * The failure as told to somebody who asked for this status: following its remedy must never turn on a login that was
 * to be disabled.
 */
export function asTold(told: Failure, status: string): Failure {
  if (status !== "disabled") return told;
  return { ...told, message: told.message.replace(/et status to "pending"/g, 'et status to "disabled"') };
}

/**
 * @param problem what is wrong, without a period at its end
 * @param remedy a sentence; the catalogue's unless there is a more specific one
 */
export function failure(code: FailureCode, problem: string, remedy: string = FAILURES[code].remedy): Failure {
  return { code, message: `${problem}. ${remedy}` };
}
