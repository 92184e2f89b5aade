/** The inline policy of an IAM user of ours, in one canonical text so that two can be compared. */

/** IAM's limit of a user's inline policies together, white space not counted: IAM quotas page. */
export const MAX_INLINE_POLICY_LENGTH = 2048;

/**
 * SMTP itself asks for ses:SendRawEmail only
 * (https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html); the requirements name both.
 */
const ACTIONS = ["ses:SendEmail", "ses:SendRawEmail"];

/**
 * @param patterns in StringLike form, see handlers/shared/sender-pattern.ts
 * @param resources the ARNs of this account's identities and of exactly our configuration set: with more, a
 *   sender could name another configuration set in a header and vanish from monitoring
 */
export function senderPolicy(patterns: readonly string[], resources: readonly string[]): string {
  return canonical({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ACTIONS,
        Resource: [...resources],
        Condition: { StringLike: { "ses:FromAddress": [...new Set(patterns)].sort() } },
      },
    ],
  });
}

/** What a disabled user carries: its key is inactive too; either alone stops it. */
export const DENY_POLICY = canonical({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: ["ses:*"], Resource: ["*"] }],
});

/** @param document as IAM returns it: JSON, percent-encoded (RFC 3986) */
export function canonicalPolicy(document: string): string {
  try {
    return canonical(JSON.parse(decodeURIComponent(document)));
  } catch {
    return document; // not a policy of ours, so it differs from every one of ours
  }
}

/** Non-white-space characters, as IAM counts them. */
export function policySize(policy: string): number {
  return policy.replace(/\s/g, "").length;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
