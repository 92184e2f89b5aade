import type { ErrorCode } from "./codes";

/** The step of a session that a reply answers. */
export type Step = "connect" | "login" | "sender" | "recipients" | "data";

/** The recipients of a message, to find out whom SES means by "not verified". */
export interface Parties {
  recipients: readonly string[];
}

/** What a reply means, and where its text says more than its code, what exactly is wrong and what to do. */
export interface Interpretation {
  code: ErrorCode;
  meaning?: string;
  remedy?: string;
  /** Only the class of the code is known. */
  isGeneric: boolean;
}

/**
 * Interprets an SMTP reply that is not a success.
 *
 * SES's replies: https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html#troubleshoot-smtp-response-codes.
 * The class of every other: RFC 5321, section 4.2.1. nodemailer reports both 454 and 535 as EAUTH: only the
 * reply distinguishes them.
 *
 * @param text the reply without its code
 */
export function interpret(
  code: number,
  text: string,
  step: Step = "data",
  parties?: Parties,
): Interpretation {
  const rule = RULES.find(
    ({ codes, text: pattern }) => codes.includes(code) && (pattern?.test(text) ?? true),
  );
  if (!rule) return { code: byClass(code, step), isGeneric: true };
  const { means, meaning, remedy } = rule;
  return {
    code: typeof means === "string" ? means : means(text, parties),
    isGeneric: rule.text === undefined,
    ...(meaning !== undefined && { meaning }),
    ...(remedy !== undefined && { remedy }),
  };
}

function byClass(code: number, step: Step): ErrorCode {
  // 503: the session is out of sync; the message itself was not judged.
  return (code >= 400 && code < 500) || code === 503 ? "temporary_failure" : PERMANENT[step];
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
  /** In place of those of the code's own table. */
  meaning?: string;
  remedy?: string;
}

const PERMANENT_CODES = [500, 501, 550, 551, 552, 553, 554, 555, 571];
const TEMPORARY_CODES = [421, 450, 451, 452, 454];

/** The first match applies. */
const RULES: readonly Rule[] = [
  { codes: [535, 534, 538], means: "authentication" },
  {
    codes: [530],
    text: /starttls|tls/i,
    means: "tls",
    meaning: "The server requires encryption before the login.",
    remedy: "Turn on STARTTLS for ports 587, 2587 and 25, or TLS from the start for ports 465 and 2465.",
  },
  { codes: [530], means: "authentication" },
  {
    codes: [...TEMPORARY_CODES, ...PERMANENT_CODES],
    text: /recipient count exceeds|too many recipients/i,
    means: "message_rejected",
    meaning: "The message has too many recipients: SES allows 50, in To, Cc and Bcc together.",
    remedy: "Send several messages, each to at most 50 recipients.",
  },
  { codes: TEMPORARY_CODES, text: /daily|24.?hour/i, means: "daily_quota" },
  { codes: TEMPORARY_CODES, text: /throttl|sending rate|too many/i, means: "throttled" },
  {
    codes: PERMANENT_CODES,
    text: /\blines?\b.{0,40}(?:too long|length|longer than|exceed)|too long for rfc|maximum line/i,
    means: "message_rejected",
    meaning: "A line of the message is longer than 998 characters.",
    remedy:
      "Encode the body as quoted-printable or base64, and fold long headers; ses-smtp/mailer does both.",
  },
  { codes: [552, 523], means: "message_too_large" },
  {
    codes: PERMANENT_CODES,
    text: /too (long|large|big)|maximum (message )?size/i,
    means: "message_too_large",
  },
  {
    codes: PERMANENT_CODES,
    text: /configuration set.{0,80}does not exist|no such configuration set/i,
    means: "configuration",
    meaning: "The message names a configuration set that does not exist in this region.",
    remedy:
      "Correct `configurationSet` (the header X-SES-CONFIGURATION-SET), or create the configuration set.",
  },
  {
    codes: PERMANENT_CODES,
    text: /not authorized to perform.*:configuration-set\//is,
    means: "sender_rejected",
    meaning: "The login may not use the configuration set that the message or the identity names.",
    remedy: "Use the configuration set of the login's own stack, or allow it in the login's policy.",
  },
  {
    codes: PERMANENT_CODES,
    text: /relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed))|not permitted to relay|unable to relay|relaying denied/i,
    means: "authentication",
    meaning: "The server does not pass on mail for this login, or there was no login.",
    remedy: "Log in, and use the server that is responsible for the sender's domain.",
  },
  { codes: PERMANENT_CODES, text: /suspended|paused|sending is disabled/i, means: "sending_paused" },
  { codes: PERMANENT_CODES, text: /not authorized to perform|access denied/i, means: "sender_rejected" },
  {
    codes: PERMANENT_CODES,
    text: /mail[ -]?from domain/i,
    means: "sender_rejected",
    meaning: "The identity's custom MAIL FROM domain is not set up.",
    remedy:
      "Publish its MX record and its SPF record (stack output dnsRecords), or let the identity use SES's default MAIL FROM domain.",
  },
  { codes: PERMANENT_CODES, text: /not verified/i, means: whoIsNotVerified },
  {
    codes: PERMANENT_CODES,
    text: /invalid mail from|malformed.{0,20}(mail from|sender)|(mail from|sender).{0,40}(malformed|syntax|invalid)|syntax.{0,40}(mail from|sender)/i,
    means: "sender_rejected",
    meaning: "The sender's address, in MAIL FROM, is malformed.",
    remedy:
      "Use one address such as app@example.com: no name, no spaces, no second address, a domain after the @.",
  },
  {
    codes: PERMANENT_CODES,
    text: /missing final '@domain'|local address (contains|starts)|domain (contains|starts)|illegal semicolon|extra route-addr|missing '"'|illegal address|empty address/i,
    means: text => (/missing final '@domain'/i.test(text) ? "sender_rejected" : "message_rejected"),
    meaning: "An address in the header (From, Sender, To, Cc, Bcc or Reply-To) is malformed.",
    remedy: 'Put a name with a comma or another special character in quotes: "Doe, Jane" <jane@example.com>.',
  },
  {
    codes: PERMANENT_CODES,
    text: /duplicate header/i,
    means: "message_rejected",
    meaning: "The message has a header twice that may occur only once.",
    remedy: "Send the header that the reply names once; names that differ by case are the same.",
  },
  { codes: PERMANENT_CODES, text: /mail from/i, means: "sender_rejected" },
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
