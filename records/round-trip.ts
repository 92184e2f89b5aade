/** What `ses-smtp doctor --round-trip` sends, and what its policy lets it send: infra/round-trip-policy.ts. */
import { simulatorAddress } from "./simulator";

const LABEL = "ses-smtp-doctor";

/**
 * The only recipients: always the same, so that each trip finds its event by its message's id, and the suppression list gets
 * no further address.
 */
export const ROUND_TRIP_RECIPIENTS = {
  bounce: simulatorAddress("bounce", LABEL),
  complaint: simulatorAddress("complaint", LABEL),
} as const;

/** The only sender. @param domain the stack's first */
export function roundTripSender(domain: string): string {
  return `${LABEL}@${domain}`;
}
