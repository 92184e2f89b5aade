/**
 * What `ses-smtp self-test` creates: everything is named after a random id, so that whoever finds one of these knows the
 * others. The command removes them; the daily sweep removes what a killed command has left.
 */
import { simulatorAddress } from "./simulator";

const PREFIX = "self-test-";

/** Of a record's name. */
const NAME = /^self-test-([0-9a-f]{12})$/;

/** Of configuration sets, as the program grants them. */
export const SELF_TEST_SET_PREFIX = `ses-smtp-${PREFIX}`;

/** Of records and IAM users, as the program grants them. */
export const SELF_TEST_USERNAME_PREFIX = PREFIX;

/** A run takes minutes. */
const MAX_AGE_MS = 24 * 3_600_000;

export interface SelfTestNames {
  /** The record. */
  credential: string;
  /** Names an IAM user that has no record: the sweep removes it like any other. */
  keyUser: string;
  configurationSet: string;
  /** Addresses of SES's mailbox simulator. */
  success: string;
  bounce: string;
  complaint: string;
  /** Bounces too, for mail from a subdomain. */
  subdomainBounce: string;
}

/** @param id twelve hexadecimal digits */
export function selfTestNames(id: string): SelfTestNames {
  const credential = `${PREFIX}${id}`;
  return {
    credential,
    keyUser: `${credential}-key`,
    configurationSet: `${SELF_TEST_SET_PREFIX}${id}`,
    success: simulatorAddress("success", credential),
    bounce: simulatorAddress("bounce", credential),
    complaint: simulatorAddress("complaint", credential),
    subdomainBounce: simulatorAddress("bounce", `${credential}-subdomain`),
  };
}

/** @returns undefined if it is not the username of a run's record */
export function selfTestNamesOf(username: string): SelfTestNames | undefined {
  const id = NAME.exec(username)?.[1];
  return id === undefined ? undefined : selfTestNames(id);
}

/** The addresses that a run may have put on the suppression list. */
export function suppressedBySelfTest({ bounce, complaint, subdomainBounce }: SelfTestNames): string[] {
  return [bounce, complaint, subdomainBounce];
}

/** The record's description. With the name, it says that the record may be removed: a name alone can be anybody's. */
export function selfTestDescription(startedAt: Date): string {
  return `Temporary login of ses-smtp self-test, started ${startedAt.toISOString()}`;
}

const DESCRIPTION = /^Temporary login of ses-smtp self-test, started (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/**
 * The names of a run that ended long ago, and of which a record is left.
 *
 * @param description the record's, as stored
 * @returns undefined for any other record
 */
export function abandonedSelfTest(
  username: string,
  description: unknown,
  now: number,
): SelfTestNames | undefined {
  const startedAt = typeof description === "string" ? DESCRIPTION.exec(description)?.[1] : undefined;
  if (startedAt === undefined || !(Date.parse(startedAt) + MAX_AGE_MS < now)) return undefined;
  return selfTestNamesOf(username);
}
