import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** Removed from the record together with the credential. */
export const CREDENTIAL_ATTRIBUTES = [
  "smtp_username",
  "encrypted_password",
  "iam_user_name",
  "iam_user_arn",
  "region",
  "smtp_host",
  "created_at",
  "verified_status",
  "applied",
];

const OUR_ATTRIBUTES = new Set([
  ...CREDENTIAL_ATTRIBUTES,
  ...["status", "entity_type", "failure", "in_progress", "updated_at"],
]);

/** What others have put into a record. */
export function withoutOurs(item: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !OUR_ATTRIBUTES.has(name)));
}
