import { SetIdentityNotificationTopicCommand } from "@aws-sdk/client-ses";
import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  CreateEmailIdentityPolicyCommand,
  DeleteConfigurationSetCommand,
  DeleteEmailIdentityCommand,
  DeleteEmailIdentityPolicyCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityFeedbackAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
} from "@aws-sdk/client-sesv2";
import type { DnsFindings } from "../../../sandbox/ses/control-plane/identity";
import { changing, type DoctorFault, type Stage } from "./fault";

const finding = (change: Partial<DnsFindings>) =>
  changing(({ sandbox, domain }) => sandbox.ses.dnsFindings(domain), change);

const mailFrom = ({ ses, domain }: Stage, subdomain: string, BehaviorOnMxFailure?: "REJECT_MESSAGE") =>
  ses.send(
    new PutEmailIdentityMailFromAttributesCommand({
      EmailIdentity: domain,
      MailFromDomain: `${subdomain}.${domain}`,
      BehaviorOnMxFailure: BehaviorOnMxFailure ?? "USE_DEFAULT_VALUE",
    }),
  );

const defaultSet = ({ ses, domain }: Stage, ConfigurationSetName: string | undefined) =>
  ses.send(
    new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: domain, ConfigurationSetName }),
  );

/** An identity that somebody has created beside the domain's. */
const besides =
  (nameIn: (domain: string) => string): DoctorFault["plant"] =>
  async ({ ses, domain }) => {
    const EmailIdentity = nameIn(domain);
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
    return () => ses.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
  };

const policy =
  (principalIn: (stack: string) => unknown): DoctorFault["plant"] =>
  async ({ ses, domain, outputs }) => {
    const named = { EmailIdentity: domain, PolicyName: "others" };
    const Principal = principalIn(outputs.smtpUsers.stack);
    const Statement = [
      { Sid: "Send", Effect: "Allow", Principal, Action: "ses:SendRawEmail", Resource: "*" },
    ];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await ses.send(new CreateEmailIdentityPolicyCommand({ ...named, Policy }));
    return () => ses.send(new DeleteEmailIdentityPolicyCommand(named));
  };

export const IDENTITY_FAULTS: readonly DoctorFault[] = [
  {
    what: "an identity whose records SES has not found yet",
    plant: finding({ verification: "PENDING", dkim: "PENDING" }),
    ...{ check: "identity", severity: "error" },
    says: /^the identity company\.com is not verified: PENDING$/,
    remedy: /^Add the DKIM records of `ses-smtp dns`/,
    also: ["identity-signing"],
  },
  {
    what: "an identity whose records SES has looked for in vain",
    plant: finding({ verification: "FAILED", error: "HOST_NOT_FOUND" }),
    ...{ check: "identity", severity: "error" },
    says: /^the identity company\.com is not verified: FAILED \(HOST_NOT_FOUND: SES found no record\)$/,
    remedy: /start again with `aws sesv2 put-email-identity-dkim-attributes`/,
  },
  {
    what: "an identity whose records have gone",
    plant: finding({ verification: "TEMPORARY_FAILURE", error: "DNS_SERVER_ERROR" }),
    ...{ check: "identity", severity: "warning" },
    says: /TEMPORARY_FAILURE \(DNS_SERVER_ERROR: the zone's name servers did not answer SES\)$/,
    remedy: /^Add the DKIM records/,
  },
  {
    what: "no identity",
    plant: async stage => {
      const { ses, domain, outputs } = stage;
      await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: domain }));
      return async () => {
        await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
        await defaultSet(stage, outputs.configurationSetName);
        await mailFrom(stage, "mail");
      };
    },
    ...{ check: "identity", severity: "error" },
    says: /^SES has no identity company\.com in this region$/,
    remedy: /`pulumi refresh` and `pulumi up`, then add its DKIM records/,
  },
  {
    what: "a DKIM key that SES has not found",
    plant: finding({ dkim: "PENDING" }),
    ...{ check: "identity-signing", severity: "error" },
    says: /^the DKIM status of company\.com is PENDING$/,
    remedy: /`ses-smtp dns`/,
  },
  {
    what: "signing turned off",
    plant: async ({ ses, domain: EmailIdentity }) => {
      const put = (SigningEnabled: boolean) =>
        ses.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity, SigningEnabled }));
      await put(false);
      return () => put(true);
    },
    ...{ check: "identity-signing", severity: "error" },
    says: /^DKIM signing is turned off for company\.com$/,
    remedy: /put-email-identity-dkim-attributes --email-identity company\.com --signing-enabled/,
  },
  {
    what: "a short DKIM key",
    plant: async ({ ses, domain: EmailIdentity }) => {
      const put = (NextSigningKeyLength: "RSA_1024_BIT" | "RSA_2048_BIT") =>
        ses.send(
          new PutEmailIdentityDkimSigningAttributesCommand({
            ...{ EmailIdentity, SigningAttributesOrigin: "AWS_SES" },
            SigningAttributes: { NextSigningKeyLength },
          }),
        );
      await put("RSA_1024_BIT");
      return () => put("RSA_2048_BIT");
    },
    ...{ check: "identity-signing", severity: "note" },
    says: /^the DKIM key of company\.com has 1,024 bits$/,
    remedy: /NextSigningKeyLength=RSA_2048_BIT/,
  },
  {
    what: "a MAIL FROM domain that SES has not found",
    plant: finding({ mailFrom: "FAILED" }),
    ...{ check: "identity-mail-from", severity: "warning" },
    says: /^the MAIL FROM domain mail\.company\.com is not verified: FAILED$/,
    remedy: /^Correct the MX record that the check mail-from names/,
  },
  {
    what: "the same, with mail refused for it",
    plant: async stage => {
      await mailFrom(stage, "mail", "REJECT_MESSAGE");
      const undo = await finding({ mailFrom: "FAILED" })(stage);
      return async () => {
        await mailFrom(stage, "mail");
        await undo();
      };
    },
    ...{ check: "identity-mail-from", severity: "error" },
    says: /is not verified: FAILED$/,
    remedy: /`aws sesv2 put-email-identity-mail-from-attributes`/,
  },
  {
    what: "another MAIL FROM domain",
    plant: async stage => {
      await mailFrom(stage, "bounces");
      return () => mailFrom(stage, "mail");
    },
    ...{ check: "identity-mail-from", severity: "warning" },
    says: /^the MAIL FROM domain of company\.com is bounces\.company\.com, not mail\.company\.com$/,
    remedy: /`pulumi refresh`/,
  },
  {
    what: "feedback forwarding turned off",
    plant: async ({ ses, domain: EmailIdentity }) => {
      const put = (EmailForwardingEnabled: boolean) =>
        ses.send(new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity, EmailForwardingEnabled }));
      await put(false);
      return () => put(true);
    },
    ...{ check: "feedback-forwarding", severity: "warning" },
    says: /^feedback forwarding is turned off for company\.com$/,
    remedy: /put-email-identity-feedback-attributes .*--email-forwarding-enabled/,
  },
  {
    what: "no default configuration set",
    plant: async stage => {
      await defaultSet(stage, undefined);
      return () => defaultSet(stage, stage.outputs.configurationSetName);
    },
    ...{ check: "default-configuration-set", severity: "warning" },
    says: /^the identity company\.com has no default configuration set$/,
    remedy: /put-email-identity-configuration-set-attributes/,
  },
  {
    what: "another default configuration set",
    plant: async stage => {
      const other = { ConfigurationSetName: "marketing" };
      await stage.ses.send(new CreateConfigurationSetCommand(other));
      await defaultSet(stage, "marketing");
      return async () => {
        await defaultSet(stage, stage.outputs.configurationSetName);
        await stage.ses.send(new DeleteConfigurationSetCommand(other));
      };
    },
    ...{ check: "default-configuration-set", severity: "error" },
    says: /^the default configuration set of company\.com is marketing, not ses-smtp-sandbox$/,
    remedy: /--configuration-set-name ses-smtp-sandbox/,
  },
  {
    what: "a policy of the identity that reaches SMTP users",
    plant: policy(stack => ({
      AWS: `arn:aws:iam::123456789012:user/ses-smtp/${stack}/jane/ses-smtp-user-jane`,
    })),
    ...{ check: "identity-policies", severity: "error" },
    says: /^the policy others of the identity company\.com lets SMTP users send/,
    remedy: /delete-email-identity-policy --email-identity company\.com --policy-name others/,
  },
  {
    what: "a policy of the identity for everybody",
    plant: policy(() => "*"),
    ...{ check: "identity-policies", severity: "error" },
    says: /lets SMTP users send \(Send: principal "\*"\)$/,
    remedy: /^Name other principals/,
  },
  {
    what: "a topic of the identity, which doubles events",
    plant: async ({ firstSes, domain, outputs }) => {
      const set = (SnsTopic?: string) =>
        firstSes.send(
          new SetIdentityNotificationTopicCommand({ Identity: domain, NotificationType: "Bounce", SnsTopic }),
        );
      await set(outputs.bounceTopicArn);
      return () => set();
    },
    ...{ check: "identity-topics", severity: "warning" },
    says: /^the identity company\.com has topics of its own: BounceTopic arn:aws:sns:/,
    remedy: /set-identity-notification-topic --identity company\.com --notification-type Bounce/,
  },
  {
    what: "an identity of a subdomain",
    plant: besides(domain => `news.${domain}`),
    ...{ check: "other-identities", severity: "warning" },
    says: /^the identity news\.company\.com has no default configuration set$/,
    remedy: /^Delete the identity/,
  },
  {
    what: "an identity of an address",
    plant: besides(domain => `jane@${domain}`),
    ...{ check: "other-identities", severity: "warning" },
    says: /^the identity jane@company\.com has no default configuration set$/,
    remedy: /^Delete the identity/,
  },
];
