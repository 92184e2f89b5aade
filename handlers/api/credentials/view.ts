import { CHANGED_BY, CREDENTIAL_ENTITY_TYPE } from "../../../records/credential";
import { readRuleSenders, RULE_SENDERS_ATTRIBUTE } from "../../../records/rule-senders";
import { type Attributes, attributesOf, isChangedOutside } from "./inputs";
import type { Credential } from "./schemas";
import type { StoredRecord } from "./table";

/** A record as the API shows it. Attributes with an unexpected type, written by hand, are left out. */
export function credentialOf({ username, item }: StoredRecord): Credential {
  const record = attributesOf(item);
  const { arn, at } = mapOf(record[CHANGED_BY]);
  const rules = readRuleSenders(record[RULE_SENDERS_ATTRIBUTE]);
  return withoutUndefined({
    name: username,
    username: text(record.smtp_username),
    iamUserArn: text(record.iam_user_arn),
    createdAt: text(record.created_at),
    status: text(record.status) ?? "",
    description: text(record.description) ?? "",
    allowedFromAddresses: addressesOf(record),
    entityType: CREDENTIAL_ENTITY_TYPE,
    ownerEmail: text(record.owner_email),
    mailbox: text(record.mailbox),
    ruleSenders: rules?.senders.length ? [...rules.senders] : undefined,
    ruleExceptions: rules?.except.length ? [...rules.except] : undefined,
    validUntil: text(record.valid_until),
    rotationDays: number(record.rotation_days),
    rotationGraceDays: number(record.rotation_grace_days),
    region: text(record.region),
    smtpHost: text(record.smtp_host),
    verifiedStatus: text(record.verified_status),
    updatedAt: text(record.updated_at),
    rotatedAt: text(record.rotated_at),
    rotateRequestedAt: text(record.rotate_requested_at),
    rotatedFor: text(record.rotated_for),
    compromisedAt: text(record.compromised_at),
    compromisedFor: text(record.compromised_for),
    previousUsername: text(record.previous_smtp_username),
    previousUntil: text(record.previous_until),
    failure: failureOf(record),
    suspended: suspendedOf(record),
    changedBy: text(arn) !== undefined ? { arn: String(arn), at: text(at) ?? "" } : undefined,
    changedOutsideApi: isChangedOutside(record),
  });
}

function addressesOf({ allowed_from_addresses: addresses }: Attributes): string[] {
  const list = addresses instanceof Set ? [...(addresses as Set<unknown>)].sort() : addresses;
  return Array.isArray(list) ? list.map(entry => text(entry) ?? JSON.stringify(entry)) : [];
}

function failureOf({ failure }: Attributes): Credential["failure"] {
  if (failure === undefined) return undefined;
  const { code, message, correlation_id, at } = mapOf(failure);
  return withoutUndefined({
    code: text(code) ?? "",
    message: text(message) ?? "",
    correlationId: text(correlation_id),
    at: text(at),
  });
}

function suspendedOf({ suspended }: Attributes): Credential["suspended"] {
  if (suspended === undefined) return undefined;
  const { reason, at } = mapOf(suspended);
  return withoutUndefined({ reason: text(reason) ?? "", at: text(at) });
}

function mapOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** With `exactOptionalPropertyTypes`, an absent property is not one that is undefined. */
function withoutUndefined<T extends object>(value: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
