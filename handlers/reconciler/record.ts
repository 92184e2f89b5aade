import { isUsername } from "../../records/credential";
import { parseSenderPattern } from "../shared/sender-pattern";
import { MAX_INLINE_POLICY_LENGTH, policySize, senderPolicy } from "./policy";
import { type FailureCode, failure } from "./failures/catalogue";
import type { DesiredState, RecordHints } from "./types";

/** A credential record as stored, its attributes converted to JavaScript values (a string set is a Set). */
export type RecordAttributes = Readonly<Record<string, unknown>>;

/** What a record is judged against. */
export interface SenderRules {
  allowedFromDomains: readonly string[];
  sendingResources: readonly string[];
}

/** A DynamoDB item holds 400 kB; what we write takes less than 4 kB of it. */
const MAX_RECORD_CHARACTERS = 350_000;

/** Reads what the administrator wants. Everything else in the record is read by {@link readHints}. */
export function readDesiredState(
  username: string,
  record: RecordAttributes | undefined,
  rules: SenderRules,
): DesiredState {
  if (record === undefined) return { kind: "absent" };
  if (record.status === "failed") return { kind: "unchanged" }; // first of all: writing a failure must not start another run
  if (!isUsername(username))
    return invalid("invalid_username", `The username ${show(username)} cannot be part of an IAM user name`);
  if (JSON.stringify(record).length > MAX_RECORD_CHARACTERS) {
    return invalid(
      "record_too_large",
      `The record has more than ${MAX_RECORD_CHARACTERS} characters, which leaves no room for its login`,
    );
  }
  switch (record.status) {
    case "pending":
    case "active":
      return readAddresses(record, rules);
    case "disabled":
      return { kind: "disabled" };
    default:
      return invalid("invalid_status", `status is ${show(record.status)}`);
  }
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
    verified:
      verified === "active" || verified === "disabled" || verified === "suspended" ? verified : undefined,
    failed: record?.failure !== undefined,
  };
}

function readAddresses(record: RecordAttributes, rules: SenderRules): DesiredState {
  const addresses = allowedAddresses(record);
  const example = `*@${rules.allowedFromDomains[0] ?? "example.com"}`;
  const remedy = `Write a list of addresses or patterns such as ["${example}"].`;
  if (addresses === undefined) {
    return invalidAddresses(` is ${show(record.allowed_from_addresses)}`, remedy);
  }
  if (addresses.length === 0) return invalidAddresses(" is empty", remedy);
  const patterns: string[] = [];
  for (const [index, address] of addresses.entries()) {
    if (typeof address !== "string") return invalidAddresses(`[${index}] is ${show(address)}`, remedy);
    const pattern = parseSenderPattern(address, rules.allowedFromDomains);
    if (!pattern.ok) return invalidAddresses(`[${index}]: ${pattern.problem}`, pattern.remedy);
    patterns.push(pattern.value);
  }
  const size = policySize(senderPolicy(patterns, rules.sendingResources));
  if (size > MAX_INLINE_POLICY_LENGTH) {
    return invalid(
      "too_many_addresses",
      `allowed_from_addresses has ${patterns.length} entries, which need a policy of ${size} characters; IAM allows ` +
        `${MAX_INLINE_POLICY_LENGTH}`,
    );
  }
  return { kind: "enabled", patterns };
}

/**
 * The one place that finds a record's sender addresses. Rules of an existing receiving system would be merged here.
 *
 * @returns undefined if the attribute is neither a list nor a string set
 */
export function allowedAddresses(record: RecordAttributes): readonly unknown[] | undefined {
  const addresses = record.allowed_from_addresses;
  if (addresses instanceof Set) return [...(addresses as Set<unknown>)].sort();
  return Array.isArray(addresses) ? addresses : undefined;
}

function invalidAddresses(problem: string, remedy: string): DesiredState {
  return invalid("invalid_allowed_from_addresses", `allowed_from_addresses${problem}`, remedy);
}

function invalid(code: FailureCode, problem: string, remedy?: string): DesiredState {
  return { kind: "invalid", failure: failure(code, problem, remedy) };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What a message shows of a value: a record can hold 400 kB. */
const MAX_SHOWN_LENGTH = 80;

/** A value as JSON, short enough for a message. */
function show(value: unknown): string {
  if (value === undefined) return "missing";
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > MAX_SHOWN_LENGTH ? `${json.slice(0, MAX_SHOWN_LENGTH - 1)}…` : json;
}
