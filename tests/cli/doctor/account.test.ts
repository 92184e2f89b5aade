import { expect } from "chai";
import { judgeConfigurationSet, judgeDestinations } from "../../../cli/doctor/account/configuration-set";
import { judgeTopics } from "../../../cli/doctor/account/identity";
import { isBelow, judgeOtherIdentities } from "../../../cli/doctor/account/other-identities";
import type { Detail } from "../../../cli/doctor/findings/finding";
import {
  SET,
  TARGET,
  TOPICS,
  GOOD_ACCOUNT,
  GOOD_IDENTITY,
  GOOD_SET,
  GOOD_DESTINATIONS,
  aboutAccount,
  aboutIdentity,
  policy,
  dkim,
  mailFrom,
  ENABLED,
  reported,
} from "../../support/doctor/good-account";

describe("doctor about the SES account and its identities", () => {
  it("finds nothing wrong with a good account, configuration set and identity", () => {
    expect(aboutAccount(GOOD_ACCOUNT)).to.deep.equal([]);
    expect(aboutIdentity(GOOD_IDENTITY)).to.deep.equal([]);
    expect(judgeConfigurationSet(GOOD_SET, SET)).to.deep.equal([]);
    expect(judgeDestinations(GOOD_DESTINATIONS, TOPICS)).to.deep.equal([]);
    expect(judgeTopics({ BounceTopic: "" }, TARGET)).to.deep.equal([]);
    expect(judgeOtherIdentities([{ name: "a.company.com", found: GOOD_IDENTITY }], SET)).to.deep.equal([]);
  });

  const cases: [title: string, details: readonly Detail[], said: RegExp][] = [
    [
      "sending shut down",
      aboutAccount({ ...GOOD_ACCOUNT, EnforcementStatus: "SHUTDOWN", SendingEnabled: false }),
      /^error: .*SHUTDOWN/,
    ],
    ["a review", aboutAccount({ ...GOOD_ACCOUNT, EnforcementStatus: "PROBATION" }), /^warning: SES reviews/],
    [
      "sending turned off",
      aboutAccount({ ...GOOD_ACCOUNT, SendingEnabled: false }),
      /^error: sending is turned off/,
    ],
    [
      "the SES sandbox",
      aboutAccount({ ...GOOD_ACCOUNT, ProductionAccessEnabled: false }),
      /^warning: .*no production access$/,
    ],
    [
      "production access denied",
      aboutAccount({
        ...GOOD_ACCOUNT,
        ProductionAccessEnabled: false,
        Details: { ReviewDetails: { Status: "DENIED" } },
      }),
      /^warning: .*AWS has denied it/,
    ],
    [
      "much of the quota",
      aboutAccount({ ...GOOD_ACCOUNT, SendQuota: { Max24HourSend: 1_000, SentLast24Hours: 800 } }),
      /^warning: 80% .*800 of 1000/,
    ],
    [
      "nearly all of the quota",
      aboutAccount({ ...GOOD_ACCOUNT, SendQuota: { Max24HourSend: 1_000, SentLast24Hours: 950 } }),
      /^error: 95%/,
    ],
    [
      "a plan with a fee",
      aboutAccount({ ...GOOD_ACCOUNT, PricingAttributes: { CurrentPlan: "PRO" } }),
      /^warning: .*is PRO: 105 dollars/,
    ],
    [
      "a fee to come",
      aboutAccount({ ...GOOD_ACCOUNT, PricingAttributes: { CurrentPlan: "NONE", NextPlan: "ENTERPRISE" } }),
      /^warning: .*will be ENTERPRISE: 500/,
    ],
    [
      "a dearer plan",
      aboutAccount({ ...GOOD_ACCOUNT, PricingAttributes: { CurrentPlan: "ESSENTIALS" } }),
      /^note: .*0\.16/,
    ],
    [
      "Auto Validation",
      aboutAccount({
        ...GOOD_ACCOUNT,
        SuppressionAttributes: { ...GOOD_ACCOUNT.SuppressionAttributes, ValidationAttributes: ENABLED },
      }),
      /^warning: Auto Validation is on for the account/,
    ],
    [
      "an account's list without complaints",
      aboutAccount({ ...GOOD_ACCOUNT, SuppressionAttributes: { SuppressedReasons: ["BOUNCE"] } }),
      /^note: .*take up complaints/,
    ],
    ["no configuration set", judgeConfigurationSet(undefined, SET), /^error: .*does not exist/],
    [
      "a set that does not send",
      judgeConfigurationSet({ ...GOOD_SET, SendingOptions: { SendingEnabled: false } }, SET),
      /^error: sending is turned off/,
    ],
    [
      "a set without suppression",
      judgeConfigurationSet({ ...GOOD_SET, SuppressionOptions: { SuppressedReasons: [] } }, SET),
      /^warning: .*bounces and complaints/,
    ],
    [
      "Auto Validation of the set",
      judgeConfigurationSet(
        { ...GOOD_SET, SuppressionOptions: { ...GOOD_SET.SuppressionOptions, ValidationOptions: ENABLED } },
        SET,
      ),
      /^warning: Auto Validation is on for the configuration set/,
    ],
    [
      "a missing destination",
      judgeDestinations(GOOD_DESTINATIONS.slice(1), TOPICS),
      /^error: no event destination .* reports bounces/,
    ],
    [
      "a disabled destination",
      judgeDestinations(
        GOOD_DESTINATIONS.map(each => ({ ...each, Enabled: each.Name !== "c" })),
        TOPICS,
      ),
      /^error: .*complaints to the stack: c is disabled/,
    ],
    [
      "a doubled destination",
      judgeDestinations([...GOOD_DESTINATIONS, ...GOOD_DESTINATIONS.slice(0, 1)], TOPICS),
      /^warning: 2 event destinations/,
    ],
    ["an unknown identity", aboutIdentity(undefined), /^error: SES has no identity/],
    [
      "an identity without records",
      aboutIdentity({
        ...GOOD_IDENTITY,
        VerifiedForSendingStatus: false,
        VerificationStatus: "FAILED",
        VerificationInfo: { ErrorType: "HOST_NOT_FOUND" },
      }),
      /^error: .*FAILED \(HOST_NOT_FOUND: SES found no record\)/,
    ],
    [
      "an identity about to fail",
      aboutIdentity({ ...GOOD_IDENTITY, VerificationStatus: "TEMPORARY_FAILURE" }),
      /^warning: .*TEMPORARY_FAILURE/,
    ],
    [
      "signing turned off",
      aboutIdentity({ ...GOOD_IDENTITY, ...dkim({ SigningEnabled: false }) }),
      /^error: DKIM signing is turned off/,
    ],
    [
      "DKIM not verified",
      aboutIdentity({ ...GOOD_IDENTITY, ...dkim({ Status: "PENDING" }) }),
      /^error: .*PENDING/,
    ],
    [
      "a short key",
      aboutIdentity({ ...GOOD_IDENTITY, ...dkim({ CurrentSigningKeyLength: "RSA_1024_BIT" }) }),
      /^note: .*1,024 bits/,
    ],
    [
      "MAIL FROM not verified",
      aboutIdentity({ ...GOOD_IDENTITY, ...mailFrom({ MailFromDomainStatus: "FAILED" }) }),
      /^warning: .*not verified: FAILED/,
    ],
    [
      "MAIL FROM not verified, which refuses mail",
      aboutIdentity({
        ...GOOD_IDENTITY,
        ...mailFrom({ MailFromDomainStatus: "FAILED", BehaviorOnMxFailure: "REJECT_MESSAGE" }),
      }),
      /^error: .*not verified/,
    ],
    [
      "another MAIL FROM domain",
      aboutIdentity({ ...GOOD_IDENTITY, ...mailFrom({ MailFromDomain: "b.company.com" }) }),
      /^warning: .*is b\.company\.com, not mail/,
    ],
    [
      "no feedback forwarding",
      aboutIdentity({ ...GOOD_IDENTITY, FeedbackForwardingStatus: false }),
      /^warning: feedback forwarding/,
    ],
    [
      "no default set",
      aboutIdentity({ ...GOOD_IDENTITY, ConfigurationSetName: undefined }),
      /^warning: .*no default/,
    ],
    [
      "another default set",
      aboutIdentity({ ...GOOD_IDENTITY, ConfigurationSetName: "marketing" }),
      /^error: .*is marketing, not ses-smtp-prod/,
    ],
    [
      "a policy for a user",
      aboutIdentity({
        ...GOOD_IDENTITY,
        ...policy({ Principal: { AWS: ["arn:aws:iam::1:user/ses-smtp/prod/jane/u"] } }),
      }),
      /^error: the policy extra .*lets SMTP users send/,
    ],
    [
      "a policy for everybody",
      aboutIdentity({ ...GOOD_IDENTITY, ...policy({ Principal: "*" }) }),
      /^error: .*principal "\*"/,
    ],
    [
      "a policy for all but one",
      aboutIdentity({ ...GOOD_IDENTITY, ...policy({ NotPrincipal: { AWS: "x" } }) }),
      /^error: .*all but some/,
    ],
    [
      "topics of the identity",
      judgeTopics({ BounceTopic: "arn:t" }, TARGET),
      /^warning: .*BounceTopic arn:t/,
    ],
    [
      "an identity below",
      judgeOtherIdentities(
        [{ name: "news.company.com", found: { ...GOOD_IDENTITY, ConfigurationSetName: undefined } }],
        SET,
      ),
      /^warning: the identity news/,
    ],
  ];
  for (const [title, details, said] of cases)
    it(`names only: ${title}`, () => {
      expect(reported(details)).to.have.length(1);
      expect(reported(details)[0]).to.match(said);
      expect(details[0]?.remedy).to.match(/\S/);
    });

  it("leaves alone a policy for users of another stack, and one that denies", () => {
    const other = policy({ Principal: { AWS: "arn:aws:iam::1:user/ses-smtp/test/jane/u" } });
    const deny = policy({ Effect: "Deny", Principal: "*" });
    for (const change of [other, deny])
      expect(aboutIdentity({ ...GOOD_IDENTITY, ...change })).to.deep.equal([]);
  });

  it("knows what is below a domain", () => {
    for (const name of ["a@company.com", "news.company.com", "a@news.company.com"])
      expect(isBelow(name, "company.com"), name).to.equal(true);
    for (const name of ["company.com", "notcompany.com", "a@notcompany.com"])
      expect(isBelow(name, "company.com"), name).to.equal(false);
  });
});
