import { senderPolicy } from "../../../handlers/reconciler/policy";
import type { MailboxRules } from "../../../handlers/reconciler/receiving-rules/mailbox-rules";
import { givenSenders } from "../../../handlers/reconciler/receiving-rules/senders";
import { domainOf } from "../../../records/receiving-rules";
import { isAllowed } from "../../../sandbox/iam/policy-evaluation";
import type { PolicyDocument } from "../../../sandbox/iam/policy-document";
import type { StoredRule } from "./receiving-system";

export const SETTINGS = {
  allowedFromDomains: ["company.com", "example.org"],
  sendingResources: [
    "arn:aws:ses:eu-central-1:123456789012:identity/*",
    "arn:aws:ses:eu-central-1:123456789012:configuration-set/ses-smtp-production",
  ],
  receivingRules: true,
};

/** What a complete index and the rules say about a mailbox. */
export function mailboxRules(mailbox: string, rules: ReadonlyMap<string, StoredRule>): MailboxRules {
  const forwarding = [...rules]
    .filter(([, { enabled, forwardsTo }]) => enabled && forwardsTo.some(to => to.toLowerCase() === mailbox))
    .map(([pattern, { enabled, forwardsTo }]) => ({
      pattern,
      enabled,
      targets: forwardsTo.map(to => to.toLowerCase()),
    }));
  const domains = forwarding.map(({ pattern }) => domainOf(pattern));
  const ofDomain = domains.map(
    domain => [domain, [...rules.keys()].filter(pattern => domainOf(pattern) === domain)] as const,
  );
  return { mailbox, forwarding, ofDomain: new Map(ofDomain) };
}

/** The policy of a login with this mailbox and no list of its own. */
export function policyOf(mailbox: string, rules: ReadonlyMap<string, StoredRule>): PolicyDocument {
  const given = givenSenders(mailboxRules(mailbox, rules), [], SETTINGS);
  return JSON.parse(senderPolicy([], SETTINGS.sendingResources, given)) as PolicyDocument;
}

/** What the sandbox's evaluator of IAM policies says. */
export function maySendFrom(address: string, policy: PolicyDocument): boolean {
  return isAllowed(
    {
      action: "ses:SendRawEmail",
      resource: "arn:aws:ses:eu-central-1:123456789012:identity/company.com",
      context: { "ses:FromAddress": address },
    },
    [policy],
  );
}
