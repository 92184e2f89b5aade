import { createHash } from "node:crypto";
import { canonicalJson } from "../shared/canonical-json";
import type { Hold } from "../../records/hold";
import { OPTIONAL_ATTRIBUTES } from "./lifetime";
import type { RecordAttributes, SenderRules } from "./types";

/**
 * What a record asks for, in short: two requests have the same digest if carrying out one carries out the other.
 * Besides the record's own values, it covers the settings that the request is checked against, so that a failed request
 * is tried again after the settings change.
 *
 * @param status the status that was asked for, which a failed record no longer has
 * @returns hexadecimal
 */
export function requestDigest(
  status: string,
  record: RecordAttributes,
  rules: SenderRules,
  hold?: Hold,
): string {
  const request = {
    status: status === "active" ? "pending" : status, // both ask for a login
    addresses: record.allowed_from_addresses,
    domains: rules.allowedFromDomains,
    resources: rules.sendingResources,
    // Absent in most records, and then in the digest too.
    ...Object.fromEntries(OPTIONAL_ATTRIBUTES.map(name => [name, record[name]])),
    hold: hold?.kind === "suspended" ? hold : undefined,
  };
  return createHash("sha256").update(canonicalJson(request)).digest("hex");
}

/**
 * What was carried out: the request, and the secret that was verified with it. A record that still has this digest was
 * not changed since in anything that matters.
 */
export function appliedDigest(request: string, record: RecordAttributes): string {
  const { smtp_username, encrypted_password } = record;
  return createHash("sha256")
    .update(canonicalJson({ request, smtp_username, encrypted_password }))
    .digest("hex");
}
