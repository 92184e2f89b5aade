import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { RULE_SENDERS_ATTRIBUTE } from "../../../records/rule-senders";

/** Removed from the record together with the credential. */
export const CREDENTIAL_ATTRIBUTES = [
  "smtp_username",
  "encrypted_password",
  "iam_user_name",
  "iam_user_arn",
  "region",
  "smtp_host",
  "created_at",
  "rotated_at",
  "verified_status",
  "applied",
  RULE_SENDERS_ATTRIBUTE,
];

/** The login before the last rotation, while it works. */
export const GRACE_ATTRIBUTES = ["previous_smtp_username", "previous_until"];

const OUR_ATTRIBUTES = new Set([
  ...CREDENTIAL_ATTRIBUTES,
  ...GRACE_ATTRIBUTES,
  ...["status", "entity_type", "failure", "in_progress", "suspended", "rotated_for", "compromised_for"],
  "updated_at",
]);

/** What others have put into a record. */
export function withoutOurs(item: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !OUR_ATTRIBUTES.has(name)));
}
