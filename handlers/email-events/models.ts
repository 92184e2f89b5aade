import type { Counter, SuppressionReason } from "../../records/email-events";

/** A bounce of one recipient, as the table keeps it. Times are ISO 8601. */
export interface EmailBounce {
  /** The same for every repetition of the event. */
  id: string;
  /** In lower case. */
  email: string;
  bounce_type: BounceType;
  bounce_subtype: string;
  /** As SES assigned it. */
  message_id: string;
  /** Unique together with `email`. */
  feedback_id: string;
  /** When the bounce happened. */
  timestamp: string;
  diagnostic_code?: string;
  reporting_mta?: string;
  /** Whether it put the address on the suppression list. */
  suppressed: boolean;
  /** When it was recorded. */
  created_at: string;
  /** The login that sent the mail; undefined if SES does not name one of this stack. */
  username?: string;
}

/** A complaint of one recipient, as the table keeps it. Times are ISO 8601. */
export interface EmailComplaint {
  id: string;
  email: string;
  /** `abuse`, `not-spam` and others (RFC 5965 §3.1.1); `unspecified` if the report names none. */
  complaint_type: string;
  complaint_subtype?: string;
  message_id: string;
  feedback_id: string;
  user_agent?: string;
  timestamp: string;
  /** When the mailbox provider received the complaint. */
  arrival_date?: string;
  suppressed: boolean;
  created_at: string;
  username?: string;
}

/** A message that a login may not have sent, as the table keeps it. Times are ISO 8601. */
export interface EmailViolation {
  /** The same for every repetition of the event. */
  id: string;
  /** A sender that the login may not use, or that of a message with other faults; in lower case. */
  email: string;
  /** `header_from`, `envelope`, `configuration_set`, `unreadable_from`; at least one. */
  kinds: string[];
  message_id: string;
  envelope_sender?: string;
  configuration_set?: string;
  /** When SES accepted the message. */
  timestamp: string;
  created_at: string;
  /** The login that sent it. */
  username: string;
}

/** An entry of the suppression list. Times are ISO 8601. */
export interface EmailSuppression {
  email: string;
  reason: SuppressionReason;
  /** Who put it there: `ses`, or the caller of the API or command. */
  source: string;
  created_at: string;
  /** Undefined: never. */
  expires_at?: string;
  /** Of the mail whose bounce or complaint was the reason. */
  message_id?: string;
}

export type BounceType = "permanent" | "transient" | "undetermined";

/** How often each thing happened; what never happened is 0. */
export type Counts = Readonly<Record<Counter, number>>;
