/**
 * The one table of what can go wrong. `retried`: the mailer itself tries again within its budget, so an error with
 * such a code means that the budget was used up, and a later attempt may succeed. docs/mailer.md shows this table.
 */
export const ERROR_CODES = {
  configuration: {
    retried: false,
    meaning: "The configuration cannot be used as it is; nothing was sent.",
    remedy: "The error's `faults` lists every key that is wrong and what to write instead.",
  },
  credentials_needed: {
    retried: false,
    meaning: "The configuration was made for the SES API (access key, IAM role) and holds no SMTP login.",
    remedy:
      "Give it the user name and password of an SMTP credential: `ses-smtp config migrate NAME --username …`.",
  },
  invalid_message: {
    retried: false,
    meaning: "The message cannot be sent as it is: an address, a header or an attachment; nothing was sent.",
    remedy: "The error names the field. Line breaks in header values, names and file names are refused.",
  },
  authentication: {
    retried: false,
    meaning: "The server refused the login (535).",
    remedy:
      "Check user name and password: an SMTP password is not a secret access key and is good in one region.",
  },
  connection: {
    retried: true,
    meaning: "The server could not be reached, or the connection ended early.",
    remedy:
      "Check host, port and firewall; where port 587 is blocked, try 2587 (or 465 and 2465 for TLS from the start).",
  },
  tls: {
    retried: false,
    meaning: "No trusted encryption: STARTTLS is not offered or failed, or the certificate is not trusted.",
    remedy: "Check the host name and the clock; give a private authority's certificate in `tls.ca`.",
  },
  timeout: {
    retried: false,
    meaning: "The message was not sent within `timeouts.totalMs`.",
    remedy: "Send again later, or allow more time.",
  },
  throttled: {
    retried: true,
    meaning: "The account's sending rate, or the server's limit of connections, is exceeded.",
    remedy: "Set `messagesPerSecond` to the account's rate, or ask AWS for a higher one.",
  },
  daily_quota: {
    retried: false,
    meaning: "The account's quota of 24 hours is used up.",
    remedy: "Wait until messages of the last 24 hours fall out of the count, or ask AWS for a higher quota.",
  },
  temporary_failure: {
    retried: true,
    meaning: "The server could not take the message just now (another 4xx reply).",
    remedy: "Send again later.",
  },
  sender_rejected: {
    retried: false,
    meaning: "The sender may not be used: not verified in this region, or not allowed to this login.",
    remedy:
      "Verify the identity, or add the address to allowed_from_addresses in the login's SMTP_USER record (docs/credentials.md).",
  },
  recipient_rejected: {
    retried: false,
    meaning: "No recipient was taken.",
    remedy: "Correct the address. While the account is in SES's sandbox, recipients must be verified too.",
  },
  sending_paused: {
    retried: false,
    meaning: "Sending is paused for the account or the configuration set.",
    remedy: "Open the SES console (reputation, account dashboard); pausing follows bounces and complaints.",
  },
  message_too_large: {
    retried: false,
    meaning: "The message is larger than the server, or this mailer, takes.",
    remedy: "SES takes 40 MB after encoding, which is about 29 MB of attachments: send a link instead.",
  },
  message_rejected: {
    retried: false,
    meaning: "The server refused the message for good (another 5xx reply).",
    remedy: "The server's reply says why; an error has it in `response`.",
  },
  suppressed: {
    retried: false,
    meaning: "Every recipient is on the suppression list; nothing was sent.",
    remedy:
      "Take the address off the list when it works again: for a table, delete its record SUPPRESSION, EMAIL#{address}.",
  },
  suppression_unavailable: {
    retried: false,
    meaning:
      "The suppression list could not be read and the mailer was told to refuse then; nothing was sent.",
    remedy: 'Check the list\'s store; or choose `whenUnavailable: "send"`.',
  },
  outcome_unknown: {
    retried: true,
    meaning:
      "The connection was lost after the whole message had gone out and before the reply: it may have been sent.",
    remedy:
      "Send again if twice is better than never; the Message-ID header is the same in every attempt of one send.",
  },
  queue_full: {
    retried: false,
    meaning: "More messages are waiting than `queueLimit` allows; nothing was sent.",
    remedy: "Await `mailer.ready()` before sending the next.",
  },
  aborted: {
    retried: false,
    meaning: "The caller's AbortSignal stopped it.",
    remedy: "None needed.",
  },
  closed: {
    retried: false,
    meaning: "The mailer was closed before the message was sent.",
    remedy: "Await what was sent before closing; do not send after.",
  },
} as const satisfies Record<string, { retried: boolean; meaning: string; remedy: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
