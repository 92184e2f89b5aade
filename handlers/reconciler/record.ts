import { isDeepStrictEqual } from "node:util";
import { isUsername } from "../../records/credential";
import { MAX_ITEM_BYTES } from "./adapters/item-size";
import { timeOf } from "../../records/rotation";
import { readAdopting, unmanagedLogin, unmanagedProblem } from "../../records/unmanaged";
import { readAddresses } from "./addresses";
import { requestDigest } from "./digest";
import { type FailureCode, failure } from "./failures/catalogue";
import { bothMistakes, optionalMistake, validUntil } from "./lifetime";
import { withRules } from "./receiving-rules/of-record";
import { show } from "./show";
import type {
  DesiredState,
  PreviousKey,
  RecordAttributes,
  RecordHints,
  Request,
  SenderRules,
  VerifiedStatus,
} from "./types";

/** The request that a failure applies to. */
export interface JudgedRequest {
  /** The status that was asked for. */
  status: string;
  /** See {@link requestDigest}. */
  digest: string;
}

/** What the manager writes takes less than 4 kB, and twice as much where it keeps two passwords. */
export const MAX_FOREIGN_BYTES = MAX_ITEM_BYTES - 8 * 1024;

const VERIFIED: readonly unknown[] = [
  "active",
  "disabled",
  "denied",
  "suspended",
  "unproved",
] satisfies VerifiedStatus[];

/**
 * Reads what the administrator wants. Everything else in the record is read by {@link readHints}.
 *
 * A failed record names the request that failed. The same request stays failed; with another list, or under other
 * settings, it is a new request for the status that was asked for then.
 *
 * @param now milliseconds since 1970, for `valid_until`
 */
export function readDesiredState(
  username: string,
  request: Request | undefined,
  rules: SenderRules,
  now: number,
): DesiredState {
  if (request === undefined) return { kind: "absent" };
  const { attributes: record, hold, foreignBytes } = request;
  const { status, digest } = requestOf(request, rules);
  const unmanaged = readUnmanaged(request, status, now);
  if (unmanaged) return unmanaged;
  const stays = status === "disabled" && record.status !== "failed";
  if (hold?.kind === "suspended" && !stays)
    return { kind: "held", failure: failure("suspended", `The login is on hold: ${hold.reason}`) };
  const asksForLogin = status === "pending" || status === "active";
  if (asksForLogin && hasExpired(record, now)) return expired(record);
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
      `The record has ${foreignBytes} bytes without its login; at most ${MAX_FOREIGN_BYTES} leave room for the login in an item of ${MAX_ITEM_BYTES}`,
    );
  }
  switch (status) {
    case "pending":
    case "active":
      return readLogin(request, rules);
    case "disabled":
      return hasExpired(record, now) && readHints(record).failure?.code === "expired"
        ? expired(record)
        : { kind: "disabled" };
    default:
      return invalid("invalid_status", `status is ${show(status)}`);
  }
}

function readLogin(request: Request, rules: SenderRules): DesiredState {
  const login = withRules(request, readAddresses(request.attributes, rules), rules);
  const optional = optionalMistake(request.attributes);
  if (login.kind !== "enabled" || optional === undefined) return login;
  const mistake = bothMistakes(login.mistake, optional);
  return { ...login, ...(mistake && { mistake }) };
}

/**
 * A login that another system made works until a person stops it: its user is not at a path where the manager may change
 * anything. While it is being adopted or released, its user may be at either: where it is ours, it is stopped as any other.
 *
 * @returns undefined for a record of our own
 */
function readUnmanaged(
  { attributes: record, hold }: Request,
  status: unknown,
  now: number,
): DesiredState | undefined {
  const login = unmanagedLogin(record);
  if (login === undefined) return undefined;
  const asksForLogin = (status === "pending" || status === "active") && !hasExpired(record, now);
  if (asksForLogin && hold === undefined && !isMarkedCompromised(record)) return { kind: "unmanaged" };
  const { problem, remedy } = unmanagedProblem(record, login);
  return { kind: "unstoppable", failure: failure("not_adopted", problem, `${remedy}.`) };
}

function hasExpired(record: RecordAttributes, now: number): boolean {
  const end = validUntil(record);
  return end !== undefined && end <= now;
}

function expired(record: RecordAttributes): DesiredState {
  const reason = failure("expired", `valid_until is ${show(record.valid_until)}, which has passed`);
  return { kind: "disabled", reason };
}

/** Whether the login was reported as compromised, in its record or by a hold, and not replaced since. */
export function isCompromised(record: Request | undefined): boolean {
  if (record === undefined) return false;
  if (unmanagedLogin(record.attributes) !== undefined) return false;
  return isMarkedCompromised(record.attributes) || record.hold?.kind === "compromised";
}

function isMarkedCompromised({ compromised_at, compromised_for }: RecordAttributes): boolean {
  return compromised_at !== undefined && !isDeepStrictEqual(compromised_at, compromised_for);
}

/** The request that a record makes: for a failed one, the status that was asked for before it failed. */
export function requestOf(
  request: Pick<Request, "attributes" | "hold" | "mailboxRules">,
  rules: SenderRules,
): { status: unknown; digest: string } {
  const { attributes: record } = request;
  const status = record.status === "failed" ? (judgedRequest(record)?.status ?? "failed") : record.status;
  return { status, digest: requestDigest(typeof status === "string" ? status : "", request, rules) };
}

/** Reads the attributes that the manager wrote; any of them may have been changed by hand. */
export function readHints(record: RecordAttributes | undefined): RecordHints {
  const accessKeyId = text(record?.smtp_username);
  const ciphertext = text(record?.encrypted_password);
  const verified = record?.verified_status;
  return {
    status: text(record?.status),
    secret: accessKeyId && ciphertext ? { accessKeyId, ciphertext } : undefined,
    unprovenKey: verified === "unproved" && ciphertext === undefined ? accessKeyId : undefined,
    iamUserName: adoptedName(record) ?? text(record?.iam_user_name),
    verified: VERIFIED.includes(verified) ? (verified as VerifiedStatus) : undefined,
    failure: record?.failure === undefined ? undefined : readFailure(record.failure),
    applied: text(record?.applied),
    previous: readPrevious(record),
  };
}

/** The name that a user gets by being adopted: it may have it already. */
function adoptedName(record: RecordAttributes | undefined): string | undefined {
  const mark = record && readAdopting(record);
  return mark?.releasing ? undefined : mark?.to;
}

function readPrevious(record: RecordAttributes | undefined): PreviousKey | undefined {
  const id = text(record?.previous_smtp_username);
  const until = timeOf(record?.previous_until);
  if (id === undefined || until === undefined) return undefined;
  return { id, since: timeOf(record?.rotated_at) ?? until, until };
}

/** The request that a failure written now applies to. */
export function judge(request: Request, rules: SenderRules): JudgedRequest {
  const { status, digest } = requestOf(request, rules);
  return { status: typeof status === "string" ? status : "", digest };
}

function readFailure(value: unknown): RecordHints["failure"] {
  const { code, message } = (value ?? {}) as Record<string, unknown>;
  return { code: text(code) ?? "", message: text(message) ?? "" };
}

/** What a failed record was asked for. @returns undefined if the manager did not write it: then nobody knows. */
export function judgedRequest({ failure }: RecordAttributes): JudgedRequest | undefined {
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
