/** Builds messages of SES in the shapes that people have published in bug reports, with other names and addresses. */

export interface MailDetails {
  source?: string;
  destination?: readonly string[];
  tags?: Readonly<Record<string, unknown>>;
  callerIdentity?: string;
  sendingAccountId?: string | undefined;
  timestamp?: string;
  messageId?: string;
  headersTruncated?: boolean;
  headers?: readonly { name: string; value: string }[];
  commonHeaders?: Readonly<Record<string, unknown>>;
}

export type Channel = "notification" | "event";

/** Message ids in SES's form, one for each message. */
let serial = 0;

function mail(channel: Channel, details: MailDetails = {}): Record<string, unknown> {
  serial++;
  const { tags, callerIdentity, ...given } = details;
  return {
    timestamp: "2026-11-20T09:14:05.000Z",
    source: "noreply@company.example",
    sourceArn: "arn:aws:ses:eu-central-1:123456789012:identity/company.example",
    sendingAccountId: "123456789012",
    messageId: `010701933c1f${String(serial).padStart(4, "0")}-2ce1ba85-0b5e-4b11-9d0e-9c0668bb62a0-000000`,
    destination: ["reader@mail.example"],
    headersTruncated: false,
    headers: [
      {
        name: "Received",
        value: "from app ([192.0.2.7]) by email-smtp.amazonaws.com with SMTP (SimpleEmailService-d-AAAA)",
      },
      { name: "Subject", value: "=?utf-8?Q?Ihre_Anmeldung?=" },
    ],
    commonHeaders: {
      from: ["noreply@company.example"],
      to: ["reader@mail.example"],
      subject: "Ihre Anmeldung",
    },
    ...(channel === "notification"
      ? { sourceIp: "192.0.2.7", ...(callerIdentity !== undefined && { callerIdentity }) }
      : {
          tags: {
            "ses:source-tls-version": ["TLSv1.3"],
            "ses:operation": ["SendSmtpEmail"],
            "ses:configuration-set": ["ses-smtp-prod"],
            "ses:source-ip": ["192.0.2.7"],
            "ses:from-domain": ["company.example"],
            "ses:caller-identity": ["ses-smtp-user-jane.doe-1763000000"],
            ...tags,
          },
        }),
    ...given,
  };
}

/** The name of the event, its details, and the mail, with the property that says which shape it is. */
export function message(
  channel: Channel,
  type: string,
  details: Readonly<Record<string, unknown>>,
  mailDetails?: MailDetails,
): Record<string, unknown> {
  return {
    [channel === "notification" ? "notificationType" : "eventType"]: type,
    ...details,
    mail: mail(channel, mailDetails),
  };
}

export interface BounceDetails {
  type: string;
  subtype: string | null;
  recipients: readonly Readonly<Record<string, unknown>>[];
  others?: Readonly<Record<string, unknown>>;
}

export function bounce(channel: Channel, details: BounceDetails, mailDetails?: MailDetails) {
  const { type, subtype, recipients, others } = details;
  return message(
    channel,
    "Bounce",
    {
      bounce: {
        feedbackId: `010701933c1f534a-2ce1ba85-0000-4000-8000-${String(serial).padStart(12, "0")}-000000`,
        bounceType: type,
        bounceSubType: subtype,
        bouncedRecipients: recipients,
        timestamp: "2026-11-20T09:14:07.664Z",
        remoteMtaIp: "198.51.100.25",
        reportingMTA: "dns; b224-2.smtp-out.eu-central-1.amazonses.com",
        ...others,
      },
    },
    mailDetails,
  );
}

export function complaint(
  channel: Channel,
  details: Readonly<Record<string, unknown>>,
  recipients: readonly string[],
  mailDetails?: MailDetails,
) {
  return message(
    channel,
    "Complaint",
    {
      complaint: {
        feedbackId: `010701933c1f534a-7de1ba85-0000-4000-8000-${String(serial).padStart(12, "0")}-000000`,
        complainedRecipients: recipients.map(emailAddress => ({ emailAddress })),
        timestamp: "2026-11-20T11:02:45.000Z",
        ...details,
      },
    },
    mailDetails,
  );
}

/** One bounced recipient as SES gives it. */
export function failed(emailAddress: string, status?: string, diagnosticCode?: string) {
  return {
    emailAddress,
    action: "failed",
    ...(status !== undefined && { status }),
    ...(diagnosticCode !== undefined && { diagnosticCode }),
  };
}
