import { MAX_USERNAME_LENGTH, isUsername } from "../../records/credential";
import { parseSenderPattern } from "../shared/sender-pattern";
import { MAX_INLINE_POLICY_LENGTH, policySize, senderPolicy } from "./policy";
import type { FailureCode, RecordHints, DesiredState } from "./types";

/** A credential record as stored, its attributes converted to JavaScript values (a string set is a Set). */
export type RecordAttributes = Readonly<Record<string, unknown>>;

/** What a record is judged against. */
export interface SenderRules {
  allowedFromDomains: readonly string[];
  sendingResources: readonly string[];
}

/** DynamoDB's items hold 400 kB; what we write takes under 4 kB of it. */
const MAX_RECORD_CHARACTERS = 350_000;

/** Reads what the administrator wants. Everything else in the record is left to {@link readHints}. */
export function readDesiredState(
  username: string,
  record: RecordAttributes | undefined,
  rules: SenderRules,
): DesiredState {
  if (record === undefined) return { kind: "absent" };
  if (record.status === "failed") return { kind: "unchanged" }; // first of all: a verdict must not wake itself
  if (!isUsername(username)) return refused("invalid_username", usernameRemedy(username));
  if (JSON.stringify(record).length > MAX_RECORD_CHARACTERS) {
    return refused(
      "record_too_large",
      `the record has more than ${MAX_RECORD_CHARACTERS} characters, which leaves no room for its login: shorten description`,
    );
  }
  switch (record.status) {
    case "pending":
    case "active":
      return readAddresses(record, rules);
    case "disabled":
      return { kind: "disabled" };
    default:
      return refused(
        "invalid_status",
        `status is ${show(record.status)}: set it to "pending" for a login, or "disabled" to stop one`,
      );
  }
}

/** Reads the attributes that we have written ourselves; any of them may have been changed by hand. */
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
  const remedy = `write a list of addresses or patterns such as ["*@${rules.allowedFromDomains[0] ?? "example.com"}"]`;
  if (addresses === undefined) {
    return invalidAddresses(`is ${show(record.allowed_from_addresses)}: ${remedy}`);
  }
  if (addresses.length === 0) return invalidAddresses(`is empty: ${remedy}`);
  const patterns: string[] = [];
  for (const [index, address] of addresses.entries()) {
    if (typeof address !== "string") return invalidAddresses(`[${index}] is ${show(address)}: ${remedy}`);
    const pattern = parseSenderPattern(address, rules.allowedFromDomains);
    if (!pattern.ok) return invalidAddresses(`[${index}]: ${pattern.reason}`);
    patterns.push(pattern.value);
  }
  const size = policySize(senderPolicy(patterns, rules.sendingResources));
  if (size > MAX_INLINE_POLICY_LENGTH) {
    return refused(
      "too_many_addresses",
      `allowed_from_addresses has ${patterns.length} entries, which make a policy of ${size} characters; IAM ` +
        `takes ${MAX_INLINE_POLICY_LENGTH}: use patterns such as "*@domain", or split the credential in two`,
    );
  }
  return { kind: "enabled", patterns };
}

/**
 * The one place where a record's sender addresses are found. Rules of an existing receiving system would be
 * merged in here.
 *
 * @returns undefined where the attribute is neither a list nor a string set
 */
export function allowedAddresses(record: RecordAttributes): readonly unknown[] | undefined {
  const addresses = record.allowed_from_addresses;
  if (addresses instanceof Set) return [...(addresses as Set<unknown>)].sort();
  return Array.isArray(addresses) ? addresses : undefined;
}

function usernameRemedy(username: string): string {
  return (
    `the username ${show(username)} cannot be part of an IAM user name: delete this record and write one whose ` +
    `SK is USER# and 1 to ${MAX_USERNAME_LENGTH} ASCII letters, digits or _+=.@-`
  );
}

function invalidAddresses(reason: string): DesiredState {
  return refused(
    "invalid_allowed_from_addresses",
    `allowed_from_addresses${reason.startsWith("[") ? "" : " "}${reason}`,
  );
}

function refused(code: FailureCode, message: string): DesiredState {
  return { kind: "invalid", failure: { code, message } };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A value as JSON, short enough for a message: a record can hold 400 kB. */
function show(value: unknown): string {
  if (value === undefined) return "missing";
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}
