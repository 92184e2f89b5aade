import { createHash } from "node:crypto";
import type { RecordAttributes, SenderRules } from "./record";

/**
 * What a record asks for, in short: two requests have the same digest if carrying out one carries out the other. Beside
 * the record's own words these are the settings it is judged against, so that a failed request is tried again where the
 * settings have changed.
 *
 * @param status the status that was asked for, which a failed record no longer has
 * @returns hexadecimal
 */
export function requestDigest(status: string, record: RecordAttributes, rules: SenderRules): string {
  const request = {
    status: status === "active" ? "pending" : status, // both ask for a login
    addresses: record.allowed_from_addresses,
    domains: rules.allowedFromDomains,
    resources: rules.sendingResources,
  };
  return createHash("sha256").update(canonical(request)).digest("hex");
}

/**
 * What was carried out: the request, and the secret that was verified with it. A record that still has this digest was
 * not changed since in anything that matters.
 */
export function appliedDigest(request: string, record: RecordAttributes): string {
  const { smtp_username, encrypted_password } = record;
  return createHash("sha256").update(canonical({ request, smtp_username, encrypted_password })).digest("hex");
}

/** JSON with sorted keys; a string set like the sorted list of its members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Set) return [...(inner as Set<unknown>)].sort();
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
