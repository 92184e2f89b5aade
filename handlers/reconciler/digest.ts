import { createHash } from "node:crypto";
import { canonicalJson } from "../shared/canonical-json";
import { OPTIONAL_ATTRIBUTES } from "./lifetime";
import { sendersOf } from "./receiving-rules/of-record";
import type { RecordAttributes, Request, SenderRules } from "./types";

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
  { attributes: record, hold, mailboxRules }: Pick<Request, "attributes" | "hold" | "mailboxRules">,
  rules: SenderRules,
): string {
  const asked = status === "active" ? "pending" : status; // both ask for a login
  const request = {
    status: asked,
    addresses: record.allowed_from_addresses,
    domains: rules.allowedFromDomains,
    resources: rules.sendingResources,
    // Absent in most records, and then in the digest too.
    ...Object.fromEntries(OPTIONAL_ATTRIBUTES.map(name => [name, record[name]])),
    hold: hold?.kind === "suspended" ? hold : undefined,
    // What receiving rules give concerns only a login that is on.
    given: asked === "pending" ? sendersOf({ attributes: record, mailboxRules }, rules) : undefined,
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
