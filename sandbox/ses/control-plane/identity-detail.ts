import { createHash } from "node:crypto";

import { dkimDomain } from "../../../dns/domain-records";
import { seconds } from "./api";
import { type EmailIdentity, isVerified } from "./identity";

/**
 * Three tokens of 32 base32 characters, like Easy DKIM's
 * (https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html); derived from
 * the domain, so that the DNS records stay the same across restarts.
 */
function dkimTokens(domain: string): string[] {
  return [1, 2, 3].map(number => {
    const digest = createHash("sha256").update(`${number}.${domain}`).digest();
    return Array.from(digest, byte => BASE32.charAt(byte % 32)).join("");
  });
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html */
export function dkimOf(identity: EmailIdentity, region: string) {
  const { name, type, signingEnabled, keyLength: length, createdAt, ownSelector, dns } = identity;
  if (type === "EMAIL_ADDRESS") {
    return { SigningEnabled: signingEnabled, Status: "NOT_STARTED", SigningAttributesOrigin: "AWS_SES" };
  }
  if (ownSelector !== undefined) {
    return {
      SigningEnabled: signingEnabled,
      Status: dns.dkim,
      Tokens: [ownSelector],
      SigningAttributesOrigin: "EXTERNAL",
    };
  }
  return {
    SigningEnabled: signingEnabled,
    Status: dns.dkim,
    Tokens: dkimTokens(name),
    SigningHostedZone: dkimDomain(region),
    SigningAttributesOrigin: "AWS_SES",
    NextSigningKeyLength: length,
    CurrentSigningKeyLength: length,
    LastKeyGenerationTimestamp: seconds(createdAt),
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html */
export function detailOf(identity: EmailIdentity, region: string, now: Date) {
  const { dns, type, feedbackForwarding, mailFrom, configurationSet, policies, tags } = identity;
  return {
    IdentityType: type,
    FeedbackForwardingStatus: feedbackForwarding,
    VerifiedForSendingStatus: isVerified(identity),
    VerificationStatus: dns.verification,
    VerificationInfo: {
      LastCheckedTimestamp: seconds(now),
      LastSuccessTimestamp: seconds(identity.createdAt),
      ErrorType: dns.error,
    },
    DkimAttributes: dkimOf(identity, region),
    MailFromAttributes: mailFrom
      ? {
          MailFromDomain: mailFrom.domain,
          MailFromDomainStatus: dns.mailFrom,
          BehaviorOnMxFailure: mailFrom.behavior,
        }
      : { BehaviorOnMxFailure: "USE_DEFAULT_VALUE" },
    Policies: policies,
    Tags: tags,
    ConfigurationSetName: configurationSet,
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityInfo.html */
export function summaryOf(identity: EmailIdentity) {
  const { name, type, dns } = identity;
  return {
    IdentityName: name,
    IdentityType: type,
    SendingEnabled: isVerified(identity),
    VerificationStatus: dns.verification,
  };
}
