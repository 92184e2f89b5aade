/** How AWS says that it found an access key in public. No SDK, no Pulumi. */

/** The type of AWS Health's event: https://docs.aws.amazon.com/health/latest/ug/cloudwatch-events-health.html. */
export const EXPOSED = "AWS_RISK_CREDENTIALS_EXPOSED";

/**
 * AWS attaches a managed policy of this name, followed by a version, to a user whose access key it found in public:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html. It denies neither
 * ses:SendEmail nor ses:SendRawEmail, so the login still sends.
 */
const QUARANTINE_PREFIX = "AWSCompromisedKeyQuarantine";

/** @returns the name of the quarantine policy among the policies that are attached to a user */
export function quarantineAmong(policyArns: readonly (string | undefined)[]): string | undefined {
  const names = policyArns.map(arn => /^arn:[a-z-]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn ?? "")?.[1]);
  return names.find(name => name?.startsWith(QUARANTINE_PREFIX));
}

/** The hold's reason. */
export function quarantineReason(policy: string): string {
  return `AWS found an access key of this login in public, and attached ${policy} to its IAM user`;
}
