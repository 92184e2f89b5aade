import {
  type Account,
  judgeAccountSuppression,
  judgeAutoValidation,
  judgePlan,
  judgeProduction,
  judgeQuota,
  judgeSending,
} from "../../../cli/doctor/account/account";
import {
  type FoundIdentity,
  judgeDefaultSet,
  judgeForwarding,
  judgeIdentity,
  judgeIdentityMailFrom,
  judgeSigning,
} from "../../../cli/doctor/account/identity";
import { judgeIdentityPolicies } from "../../../cli/doctor/account/identity-policies";
import type { Detail } from "../../../cli/doctor/findings/finding";

/** What SES says of an account, an identity and a configuration set with which nothing is wrong. */
export const SET = "ses-smtp-prod";
export const TARGET = { identity: "company.com", configurationSetName: SET, mailFrom: "mail.company.com" };
export const TOPICS = { bounceTopicArn: "arn:b", complaintTopicArn: "arn:c", configurationSetName: SET };

export const GOOD_ACCOUNT: Account = {
  EnforcementStatus: "HEALTHY",
  ProductionAccessEnabled: true,
  SendingEnabled: true,
  SendQuota: { Max24HourSend: 1_000, MaxSendRate: 14, SentLast24Hours: 790 },
  SuppressionAttributes: { SuppressedReasons: ["BOUNCE", "COMPLAINT"] },
  PricingAttributes: { CurrentPlan: "NONE" },
};
export const GOOD_IDENTITY: NonNullable<FoundIdentity> = {
  VerifiedForSendingStatus: true,
  VerificationStatus: "SUCCESS",
  FeedbackForwardingStatus: true,
  ConfigurationSetName: SET,
  DkimAttributes: {
    SigningEnabled: true,
    Status: "SUCCESS",
    SigningAttributesOrigin: "AWS_SES",
    CurrentSigningKeyLength: "RSA_2048_BIT",
  },
  MailFromAttributes: {
    MailFromDomain: "mail.company.com",
    MailFromDomainStatus: "SUCCESS",
    BehaviorOnMxFailure: "USE_DEFAULT_VALUE",
  },
  Policies: {
    partner: JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "ses:SendEmail",
      },
    }),
  },
};
export const GOOD_SET = {
  SendingOptions: { SendingEnabled: true },
  SuppressionOptions: { SuppressedReasons: ["BOUNCE" as const, "COMPLAINT" as const] },
};
export const GOOD_DESTINATIONS = [
  {
    Name: "b",
    Enabled: true,
    MatchingEventTypes: ["BOUNCE" as const],
    SnsDestination: { TopicArn: "arn:b" },
  },
  {
    Name: "c",
    Enabled: true,
    MatchingEventTypes: ["COMPLAINT" as const],
    SnsDestination: { TopicArn: "arn:c" },
  },
  {
    Name: "e",
    Enabled: true,
    MatchingEventTypes: ["SEND" as const, "DELIVERY" as const],
    EventBridgeDestination: { EventBusArn: "arn:bus" },
  },
];

export const aboutAccount = (account: Account) =>
  [
    judgeSending,
    judgeProduction,
    judgeQuota,
    judgePlan,
    judgeAutoValidation,
    judgeAccountSuppression,
  ].flatMap(judge => judge(account));
export const aboutIdentity = (found: FoundIdentity) => [
  ...[judgeIdentity, judgeSigning, judgeIdentityMailFrom, judgeForwarding, judgeDefaultSet].flatMap(judge =>
    judge(found, TARGET),
  ),
  ...judgeIdentityPolicies(found?.Policies, { identity: "company.com", stack: "prod" }),
];
export const policy = (statement: object) => ({
  Policies: { extra: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ses:*", ...statement }] }) },
});
export const dkim = (change: object) => ({ DkimAttributes: { ...GOOD_IDENTITY.DkimAttributes, ...change } });
export const mailFrom = (change: object) => ({
  MailFromAttributes: { ...GOOD_IDENTITY.MailFromAttributes, ...change } as never,
});
export const ENABLED = { ConditionThreshold: { ConditionThresholdEnabled: "ENABLED" as const } };

export const reported = (details: readonly Detail[]) =>
  details.map(({ severity, what }) => `${severity}: ${what}`);
