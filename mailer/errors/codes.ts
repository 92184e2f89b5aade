/**
 * Every error code. `retried`: the mailer itself retries within its limits, so an error with such a code means that
 * the limits were reached, and a later attempt may succeed. docs/mailer.md shows this table.
 */
export const ERROR_CODES = {
  configuration: {
    retried: false,
    meaning: "The configuration is invalid; nothing was sent.",
    remedy: "The error's `issues` lists every invalid key, the problem and the remedy.",
  },
  credentials_needed: {
    retried: false,
    meaning: "The configuration was made for the SES API (access key, IAM role) and has no SMTP login.",
    remedy:
      "Add the user name and password of an SMTP credential: `ses-smtp config migrate NAME --username …`.",
  },
  invalid_message: {
    retried: false,
    meaning: "An address, header, attachment or other field of the message is invalid; nothing was sent.",
    remedy:
      "The error's `issues` lists the fields. Header values, names and file names cannot contain line breaks.",
  },
  authentication: {
    retried: false,
    meaning: "The server rejected the login (535).",
    remedy:
      "Check the user name and password. The credential may be disabled, failed or rotated (its record says which), or for another region: an SMTP password works in one region only, and is not a secret access key.",
  },
  connection: {
    retried: true,
    meaning: "The server could not be reached, or the connection ended early.",
    remedy:
      "Check host, port and firewall; if port 587 is blocked, try 2587 (or 465 and 2465 for TLS from the start).",
  },
  tls: {
    retried: false,
    meaning: "No trusted encryption: STARTTLS is not offered or failed, or the certificate is not trusted.",
    remedy:
      "Check the host name and the clock; set `tls.ca` to the certificate of a private authority. Only `tls.required: false` (provider smtp) sends a login without TLS.",
  },
  timeout: {
    retried: false,
    meaning: "The message was not sent within `timeouts.totalMs`.",
    remedy: "Send it again later, or allow more time.",
  },
  throttled: {
    retried: true,
    meaning: "The account's sending rate or the server's connection limit is exceeded.",
    remedy: "Set `messagesPerSecond` to the account's rate, or request a higher rate from AWS.",
  },
  daily_quota: {
    retried: false,
    meaning: "The account's 24-hour quota is exhausted.",
    remedy: "Wait until older messages leave the 24-hour window, or request a higher quota from AWS.",
  },
  temporary_failure: {
    retried: true,
    meaning: "The server could not accept the message at this time (another 4xx reply).",
    remedy: "Send it again later.",
  },
  sender_rejected: {
    retried: false,
    meaning: "The sender is not verified in this region, or not allowed for this login.",
    remedy:
      "Verify the identity, or allow the login to send from the address: `ses-smtp credential allow` (docs/credentials.md).",
  },
  recipient_rejected: {
    retried: false,
    meaning: "No recipient was accepted.",
    remedy: "Correct the address. While the account is in the SES sandbox, recipients must be verified too.",
  },
  sending_paused: {
    retried: false,
    meaning: "Sending is paused for the account or the configuration set.",
    remedy:
      "Check the account dashboard and reputation metrics in the SES console: bounces and complaints cause pauses.",
  },
  message_too_large: {
    retried: false,
    meaning: "The message exceeds the size limit of the server or of this mailer.",
    remedy: "SES accepts 40 MB after encoding, about 29 MB of attachments: send a link instead.",
  },
  message_rejected: {
    retried: false,
    meaning: "The server rejected the message permanently (another 5xx reply).",
    remedy: "See the server's reply for the reason; an error has it in `response`.",
  },
  suppressed: {
    retried: false,
    meaning: "Every recipient is on the suppression list; nothing was sent.",
    remedy:
      "Remove the address from the list once it works again: in a table, delete its record SUPPRESSION, EMAIL#{address}.",
  },
  suppression_unavailable: {
    retried: false,
    meaning: 'The suppression list could not be read and `whenUnavailable` is "refuse"; nothing was sent.',
    remedy: 'Check where the list is stored, or set `whenUnavailable: "send"`.',
  },
  outcome_unknown: {
    retried: true,
    meaning:
      "The connection was lost after the complete message was sent and before the reply: it may have been delivered.",
    remedy:
      "Send it again if a duplicate is better than none; all attempts of one send have the same Message-ID header.",
  },
  queue_full: {
    retried: false,
    meaning: "More messages are waiting than `queueLimit` allows; nothing was sent.",
    remedy: "Await `mailer.ready()` before sending the next message.",
  },
  aborted: {
    retried: false,
    meaning: "Aborted by the caller.",
    remedy: "Nothing.",
  },
  closed: {
    retried: false,
    meaning: "The mailer was closed before the message was sent.",
    remedy: "Await pending sends before closing, and send nothing afterward.",
  },
} as const satisfies Record<string, { retried: boolean; meaning: string; remedy: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
