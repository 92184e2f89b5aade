export type DiagnosticRow = readonly [
  title: string,
  status: string | undefined,
  diagnosticCode: string | undefined,
  verdict: "suppresses" | "does not suppress",
];

/** Permanent/General, with the other server's own words. */
export const PERMANENT: readonly DiagnosticRow[] = [
  [
    "an unknown user, three lines of Gmail",
    "5.1.1",
    "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550-5.1.1 unnecessary spaces. Learn more at\n550 5.1.1  https://support.google.com/mail/?p=NoSuchUser i8-20020a639d08000000b004d812fdce36si18948893pgd.803 - gsmtp",
    "suppresses",
  ],
  [
    "a missing mailbox at Yahoo",
    "5.3.0",
    "smtp; 552 1 Requested mail action aborted, mailbox not found",
    "suppresses",
  ],
  [
    "a disabled account at Yahoo",
    "5.0.0",
    "smtp; 554 delivery error: dd This user doesn't have a yahoo.com account (reader@mail.example) [0] - mta1234.mail.bf1.yahoo.com",
    "suppresses",
  ],
  [
    "Postfix, virtual aliases",
    "5.1.1",
    "smtp; 550 5.1.1 <reader@mail.example>: Recipient address rejected: User unknown in virtual alias table",
    "suppresses",
  ],
  [
    "Exchange Online, no such recipient",
    "5.4.1",
    "smtp; 550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB8EUR05FT036.eop-eur05.prod.protection.outlook.com]",
    "suppresses",
  ],
  [
    "Exchange, RecipNotFound",
    "5.1.10",
    "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "suppresses",
  ],
  [
    "a status of 5.0.0 and a text after the reply code",
    "5.0.0",
    "smtp; 5.1.0 - Unknown address error 550-'Requested action not taken: mailbox unavailable' (delivery attempts: 0)",
    "suppresses",
  ],
  [
    "Outlook.com, mailbox unavailable",
    "5.5.0",
    "smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).",
    "suppresses",
  ],
  ["a bounce without any details", undefined, undefined, "suppresses"],
  [
    "a sender that is blocked by DMARC at Gmail",
    "5.7.26",
    "smtp; 550-5.7.26 Unauthenticated email from company.example is not accepted due to\n550-5.7.26 domain's DMARC policy.",
    "does not suppress",
  ],
  [
    "a sender whose IP is listed",
    "5.7.1",
    "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org",
    "does not suppress",
  ],
  [
    "a policy status in the text only",
    "5.0.0",
    "smtp; 550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.",
    "does not suppress",
  ],
  [
    "Exchange Online, banned sending IP",
    "5.7.606",
    "smtp; 550 5.7.606 Access denied, banned sending IP [192.0.2.9]. To request removal",
    "does not suppress",
  ],
  [
    "a number that only looks like a policy status",
    "5.1.1",
    "smtp; 550 5.1.1 unknown, asked from 185.7.1.25 via 5.7.1.25",
    "suppresses",
  ],
];

/** What SES calls transient never suppresses, whatever the status. */
export const TRANSIENT: readonly (readonly [
  title: string,
  subtype: string,
  status: string,
  diagnosticCode: string,
])[] = [
  ["an invalid domain, called transient", "General", "5.4.4", "smtp; 550 5.4.4 Invalid domain"],
  [
    "a full mailbox",
    "MailboxFull",
    "4.2.2",
    "smtp; 452-4.2.2 The email account that you tried to reach is over quota",
  ],
  [
    "a message that is too large",
    "MessageTooLarge",
    "5.3.4",
    "smtp; 552 5.3.4 Message size exceeds fixed maximum message size",
  ],
  ["rejected content", "ContentRejected", "5.6.1", "smtp; 554 5.6.1 Body type not supported by Remote Host"],
  [
    "a rejected attachment",
    "AttachmentRejected",
    "5.7.0",
    "smtp; 552-5.7.0 This message was blocked because its content presents a potential security issue.",
  ],
  [
    "a server that never answered",
    "General",
    "4.4.7",
    "smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.0 Unable to lookup DNS for mail.example>",
  ],
  [
    "greylisting to the end",
    "General",
    "4.7.1",
    "smtp; 451 4.7.1 Greylisting in action, please come back later",
  ],
];
