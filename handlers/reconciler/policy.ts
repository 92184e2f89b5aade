/** The inline policies of our IAM users, in one canonical form so that two can be compared. */

import { isWildcard, NEVER_BY_WILDCARD, type RuleSenders } from "../../records/rule-senders";

/**
 * IAM's limit for all inline policies of a user together, white space not counted:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
 */
export const MAX_INLINE_POLICY_LENGTH = 2048;

/**
 * SMTP itself asks for ses:SendRawEmail only
 * (https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html); the requirements name both.
 */
const ACTIONS = ["ses:SendEmail", "ses:SendRawEmail"];

/**
 * @param patterns in StringLike form, see handlers/shared/sender-pattern.ts
 * @param resources the ARNs of this account's identities and of exactly our configuration set: with more, a sender
 *   could name another configuration set in a header and bypass monitoring
 * @param rules what receiving rules allow besides; its `*@domain` get a statement of their own, with the addresses that
 *   they leave out
 */
export function senderPolicy(
  patterns: readonly string[],
  resources: readonly string[],
  rules: RuleSenders = { senders: [], except: [] },
): string {
  const allow = (Condition: object) => ({
    Effect: "Allow",
    Action: ACTIONS,
    Resource: [...resources],
    Condition,
  });
  const from = (values: readonly string[]) => ({ "ses:FromAddress": [...new Set(values)].sort() });
  const wildcards = rules.senders.filter(isWildcard);
  const others = [...patterns, ...rules.senders.filter(sender => !isWildcard(sender))];
  const except = [...NEVER_BY_WILDCARD, ...rules.except];
  return canonical({
    Version: "2012-10-17",
    Statement: [
      ...(others.length > 0 || wildcards.length === 0 ? [allow({ StringLike: from(others) })] : []),
      ...(wildcards.length > 0 ? [allow({ StringLike: from(wildcards), StringNotLike: from(except) })] : []),
    ],
  });
}

/** The policy of a disabled user. Its keys are inactive too; either is enough to stop it. */
export const DENY_POLICY = canonical({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: ["ses:*"], Resource: ["*"] }],
});

/** @param document as IAM returns it: JSON, percent-encoded (RFC 3986) */
export function canonicalPolicy(document: string): string {
  try {
    return canonical(JSON.parse(decodeURIComponent(document)));
  } catch {
    return document; // not one of our policies, so it differs from all of them
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
