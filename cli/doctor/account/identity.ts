import type { GetEmailIdentityCommandOutput } from "@aws-sdk/client-sesv2";
import { type Detail, error, note, warning } from "../findings/finding";

/** GetEmailIdentity; undefined: SES does not know it. */
export type FoundIdentity = Omit<GetEmailIdentityCommandOutput, "$metadata"> | undefined;

/** What the stack wants of an identity. */
export interface IdentityTarget {
  identity: string;
  configurationSetName: string;
  /** Such as `mail.company.com`; undefined: none. */
  mailFrom: string | undefined;
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html */
const VERIFICATION_ERRORS: Readonly<Record<string, string>> = {
  INVALID_VALUE: "SES found a record with another value",
  TYPE_NOT_FOUND: "SES found the name without a record of the right type",
  HOST_NOT_FOUND: "SES found no record",
  SERVICE_ERROR: "SES could not check it for reasons of its own",
  DNS_SERVER_ERROR: "the zone's name servers did not answer SES",
};

export function judgeIdentity(found: FoundIdentity, { identity }: IdentityTarget): Detail[] {
  if (found === undefined)
    return [
      error(
        `SES has no identity ${identity} in this region`,
        "Mail from the domain is refused: 554 Email address is not verified.",
        "Run `pulumi refresh` and `pulumi up`, then add its DKIM records (`ses-smtp dns`): a new identity has new ones.",
      ),
    ];
  const { VerifiedForSendingStatus: verified, VerificationStatus: status, VerificationInfo: info } = found;
  if (verified === true && (status ?? "SUCCESS") === "SUCCESS") return [];
  const kind = info?.ErrorType;
  const reason = kind === undefined ? "" : ` (${kind}: ${VERIFICATION_ERRORS[kind] ?? "see SES's console"})`;
  const remedy =
    "Add the DKIM records of `ses-smtp dns`. SES looks for 72 hours; if it has given up (FAILED), start again with `aws sesv2 put-email-identity-dkim-attributes`, off and on.";
  if (verified === true)
    return [
      warning(
        `the verification of ${identity} is ${status}${reason}`,
        "SES still sends for it, and will stop if its records stay away.",
        remedy,
      ),
    ];
  return [
    error(
      `the identity ${identity} is not verified: ${status ?? "unknown"}${reason}`,
      "Mail from the domain is refused: 554 Email address is not verified.",
      remedy,
    ),
  ];
}

export function judgeSigning(found: FoundIdentity, { identity }: IdentityTarget): Detail[] {
  const dkim = found?.DkimAttributes;
  if (dkim === undefined) return [];
  const why = "Mail is not signed for the domain, so DMARC does not pass by DKIM.";
  if (dkim.SigningEnabled === false)
    return [
      error(
        `DKIM signing is turned off for ${identity}`,
        why,
        `Run \`aws sesv2 put-email-identity-dkim-attributes --email-identity ${identity} --signing-enabled\`.`,
      ),
    ];
  if (dkim.Status !== undefined && dkim.Status !== "SUCCESS")
    return [
      error(
        `the DKIM status of ${identity} is ${dkim.Status}`,
        why,
        "Correct the records that the check dkim names, or add those of `ses-smtp dns`.",
      ),
    ];
  return dkim.SigningAttributesOrigin === "AWS_SES" && dkim.CurrentSigningKeyLength === "RSA_1024_BIT"
    ? [
        note(
          `the DKIM key of ${identity} has 1,024 bits`,
          "Receivers accept it, and advise 2,048 (RFC 8301).",
          `Run \`aws sesv2 put-email-identity-dkim-signing-attributes --email-identity ${identity} --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT\`.`,
        ),
      ]
    : [];
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html */
export function judgeIdentityMailFrom(
  found: FoundIdentity,
  { identity, mailFrom }: IdentityTarget,
): Detail[] {
  const {
    MailFromDomain: is,
    MailFromDomainStatus: status,
    BehaviorOnMxFailure: behavior,
  } = found?.MailFromAttributes ?? {};
  if (found === undefined || mailFrom === undefined) return [];
  if (is !== mailFrom)
    return [
      warning(
        `the MAIL FROM domain of ${identity} is ${is ?? "SES's own"}, not ${mailFrom}`,
        "Bounces do not return to your domain, so SPF does not align.",
        "Run `pulumi refresh` and `pulumi up`.",
      ),
    ];
  if (status === undefined || status === "SUCCESS") return [];
  const rejects = behavior === "REJECT_MESSAGE";
  const details = [
    `the MAIL FROM domain ${mailFrom} is not verified: ${status}`,
    rejects
      ? "SES refuses the mail: 554 MAIL FROM domain not verified."
      : "SES uses its own MAIL FROM domain meanwhile, so SPF does not align.",
    "Correct the MX record that the check mail-from names. If SES has given up (FAILED after 72 hours), set the domain again: `aws sesv2 put-email-identity-mail-from-attributes`.",
  ] as const;
  return [rejects ? error(...details) : warning(...details)];
}

/** https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications-email.html */
export function judgeForwarding(found: FoundIdentity, { identity }: IdentityTarget): Detail[] {
  return found?.FeedbackForwardingStatus === false
    ? [
        warning(
          `feedback forwarding is turned off for ${identity}`,
          "The person who sent a message does not learn that it bounced.",
          `Run \`aws sesv2 put-email-identity-feedback-attributes --email-identity ${identity} --email-forwarding-enabled\`.`,
        ),
      ]
    : [];
}

/** Mail that names no configuration set, as that of SMTP clients, uses the identity's default. */
export function judgeDefaultSet(
  found: FoundIdentity,
  { identity, configurationSetName }: IdentityTarget,
): Detail[] {
  if (found === undefined || found.ConfigurationSetName === configurationSetName) return [];
  const is = found.ConfigurationSetName;
  const remedy = `Run \`aws sesv2 put-email-identity-configuration-set-attributes --email-identity ${identity} --configuration-set-name ${configurationSetName}\`, or \`pulumi refresh\` and \`pulumi up\`.`;
  return [
    is === undefined
      ? warning(
          `the identity ${identity} has no default configuration set`,
          "Its mail is not monitored: no counts, no suppression by the stack, no validator, no circuit breaker.",
          remedy,
        )
      : error(
          `the default configuration set of ${identity} is ${is}, not ${configurationSetName}`,
          `SES authorizes it as well: logins that may not use it get 554, and the stack does not see the mail of others. With existingConfigurationSet: allow, it is as you wanted.`,
          remedy,
        ),
  ];
}

/** SESv1's GetIdentityNotificationAttributes: https://docs.aws.amazon.com/ses/latest/APIReference/API_IdentityNotificationAttributes.html. */
export interface NotificationTopics {
  BounceTopic?: string | undefined;
  ComplaintTopic?: string | undefined;
  DeliveryTopic?: string | undefined;
}

export function judgeTopics(topics: NotificationTopics | undefined, { identity }: IdentityTarget): Detail[] {
  const set = Object.entries(topics ?? {}).filter(([, arn]) => typeof arn === "string" && arn !== "");
  if (set.length === 0) return [];
  return [
    warning(
      `the identity ${identity} has topics of its own: ${set.map(([name, arn]) => `${name} ${arn}`).join(", ")}`,
      "Each bounce and complaint is then published twice, with different ids; whoever reads both counts it twice.",
      `Remove them if nobody reads them: \`aws ses set-identity-notification-topic --identity ${identity} --notification-type Bounce\`, and the other types.`,
    ),
  ];
}
