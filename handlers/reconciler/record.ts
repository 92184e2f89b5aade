import { isUsername } from "../../records/credential";
import { MAX_ITEM_BYTES } from "./adapters/item-size";
import { readAddresses } from "./addresses";
import { requestDigest } from "./digest";
import { type FailureCode, failure } from "./failures/catalogue";
import { show } from "./show";
import type {
  DesiredState,
  RecordAttributes,
  RecordHints,
  SenderRules,
  SizedRecord,
  VerifiedStatus,
} from "./types";

/** What a failure is a verdict on. */
export interface JudgedRequest {
  /** The status that was asked for. */
  status: string;
  /** See {@link requestDigest}. */
  digest: string;
}

/** What the manager writes takes less than 4 kB, and twice as much where it keeps two passwords. */
const MAX_FOREIGN_BYTES = MAX_ITEM_BYTES - 8 * 1024;

const VERIFIED: readonly unknown[] = ["active", "disabled", "denied", "suspended"] satisfies VerifiedStatus[];

/**
 * Reads what the administrator wants. Everything else in the record is read by {@link readHints}.
 *
 * A failed record says what its failure is a verdict on. The same request stays failed; with another list, or under
 * other settings, it is a new request for the status that was asked for then.
 */
export function readDesiredState(
  username: string,
  stored: SizedRecord | undefined,
  rules: SenderRules,
): DesiredState {
  if (stored === undefined) return { kind: "absent" };
  const { attributes: record, foreignBytes } = stored;
  const { status, digest } = requestOf(record, rules);
  if (record.status === "failed") {
    const judged = judgedRequest(record);
    if (judged?.digest === digest) return { kind: "unchanged", asked: judged.status };
    if (status === "failed")
      return {
        kind: "unknown",
        failure: failure("status_set_by_hand", 'status was set to "failed" by hand'),
      };
  }
  if (!isUsername(username))
    return invalid("invalid_username", `The username ${show(username)} cannot be part of an IAM user name`);
  if (foreignBytes > MAX_FOREIGN_BYTES) {
    return invalid(
      "record_too_large",
      `The record has ${foreignBytes} bytes beside its login; an item has ${MAX_ITEM_BYTES}, and the login needs the last ${MAX_ITEM_BYTES - MAX_FOREIGN_BYTES}`,
    );
  }
  switch (status) {
    case "pending":
    case "active":
      return readAddresses(record, rules);
    case "disabled":
      return { kind: "disabled" };
    default:
      return invalid("invalid_status", `status is ${show(status)}`);
  }
}

/** The request that a record makes: for a failed one, the status that was asked for before it failed. */
export function requestOf(record: RecordAttributes, rules: SenderRules): { status: unknown; digest: string } {
  const status = record.status === "failed" ? (judgedRequest(record)?.status ?? "failed") : record.status;
  return { status, digest: requestDigest(typeof status === "string" ? status : "", record, rules) };
}

/** Reads the attributes that the manager wrote; any of them may have been changed by hand. */
export function readHints(record: RecordAttributes | undefined): RecordHints {
  const accessKeyId = text(record?.smtp_username);
  const ciphertext = text(record?.encrypted_password);
  const verified = record?.verified_status;
  return {
    status: text(record?.status),
    secret: accessKeyId && ciphertext ? { accessKeyId, ciphertext } : undefined,
    iamUserName: text(record?.iam_user_name),
    verified: VERIFIED.includes(verified) ? (verified as VerifiedStatus) : undefined,
    failure: record?.failure === undefined ? undefined : readFailure(record.failure),
    applied: text(record?.applied),
  };
}

/** What a failure written now is a verdict on. */
export function judge(record: RecordAttributes, rules: SenderRules): JudgedRequest {
  const { status, digest } = requestOf(record, rules);
  return { status: typeof status === "string" ? status : "", digest };
}

function readFailure(value: unknown): RecordHints["failure"] {
  const { code, message } = (value ?? {}) as Record<string, unknown>;
  return { code: text(code) ?? "", message: text(message) ?? "" };
}

/** undefined if the manager did not write it: then nobody knows what was asked. */
function judgedRequest({ failure }: RecordAttributes): JudgedRequest | undefined {
  const { of } = (failure ?? {}) as { of?: unknown };
  const { status, digest } = (of ?? {}) as Record<string, unknown>;
  return typeof status === "string" && typeof digest === "string" ? { status, digest } : undefined;
}

function invalid(code: FailureCode, problem: string, remedy?: string): DesiredState {
  return { kind: "invalid", failure: failure(code, problem, remedy) };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
