import type { ErrorCode } from "./codes";

/** The step of a session that a reply answers. */
export type Step = "connect" | "login" | "sender" | "recipients" | "data";

/** The recipients of a message, to find out whom SES means by "not verified". */
export interface Parties {
  recipients: readonly string[];
}

/**
 * What an SMTP reply that is not a success means.
 *
 * SES's replies: https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html#troubleshoot-smtp-response-codes.
 * The class of every other: RFC 5321, section 4.2.1. nodemailer reports both 454 and 535 as EAUTH: only the
 * reply distinguishes them.
 *
 * @param text the reply without its code
 */
export function meaningOf(code: number, text: string, step: Step = "data", parties?: Parties): ErrorCode {
  const known = RULES.find(rule => rule.codes.includes(code) && (rule.text?.test(text) ?? true));
  if (known) return typeof known.means === "string" ? known.means : known.means(text, parties);
  // 503: the session is out of sync; the message itself was not judged.
  if ((code >= 400 && code < 500) || code === 503) return "temporary_failure";
  return PERMANENT[step];
}

/** What any other 5xx rejects at each step. */
const PERMANENT: Record<Step, ErrorCode> = {
  connect: "connection",
  login: "authentication",
  sender: "sender_rejected",
  recipients: "recipient_rejected",
  data: "message_rejected",
};

interface Rule {
  codes: readonly number[];
  text?: RegExp;
  means: ErrorCode | ((text: string, parties?: Parties) => ErrorCode);
}

const PERMANENT_CODES = [501, 550, 551, 553, 554];

/** The first match applies. */
const RULES: readonly Rule[] = [
  { codes: [535, 534, 538], means: "authentication" },
  { codes: [530], text: /starttls|tls/i, means: "tls" },
  { codes: [530], means: "authentication" },
  { codes: [421, 450, 451, 452, 454], text: /daily|24.?hour/i, means: "daily_quota" },
  { codes: [421, 450, 451, 452, 454], text: /throttl|sending rate|too many/i, means: "throttled" },
  { codes: [552, 523], means: "message_too_large" },
  {
    codes: [500, ...PERMANENT_CODES],
    text: /too (long|large|big)|maximum (message )?size/i,
    means: "message_too_large",
  },
  { codes: PERMANENT_CODES, text: /configuration set does not exist/i, means: "configuration" },
  { codes: PERMANENT_CODES, text: /suspended|paused|sending is disabled/i, means: "sending_paused" },
  { codes: PERMANENT_CODES, text: /not authorized to perform|access denied/i, means: "sender_rejected" },
  { codes: PERMANENT_CODES, text: /not verified/i, means: whoIsNotVerified },
  { codes: PERMANENT_CODES, text: /mail from|missing final '@domain'/i, means: "sender_rejected" },
  {
    codes: PERMANENT_CODES,
    text: /rcpt to|recipient|no such (user|mailbox)|user (is )?unknown|unknown user/i,
    means: "recipient_rejected",
  },
];

/** In SES's sandbox the recipient must be verified as well; the reply lists who is not. */
function whoIsNotVerified(text: string, parties?: Parties): ErrorCode {
  const listed = text.toLowerCase().match(/[^\s,;:<>]+@[^\s,;:<>]+/g) ?? [];
  const recipients = new Set(parties?.recipients.map(address => address.toLowerCase()));
  return listed.length > 0 && listed.every(address => recipients.has(address))
    ? "recipient_rejected"
    : "sender_rejected";
}
