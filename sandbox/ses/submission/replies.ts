/**
 * SES's SMTP replies
 * (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html#troubleshoot-smtp-response-codes; the
 * `Transaction failed` texts are those quoted in public issue trackers).
 *
 * An Error, because smtp-server's hooks reject with one; it reads the code from `responseCode`.
 */
export class SmtpReply extends Error {
  override readonly name = "SmtpReply";

  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

export const replies = {
  credentialsInvalid: () => new SmtpReply(535, "Authentication Credentials Invalid"),
  invalidMailFrom: () => new SmtpReply(501, "Invalid MAIL FROM address provided"),
  /** Not in AWS's list; the code and text of RFC 5321, section 4.1.1.11. */
  unknownParameter: (name: string) =>
    new SmtpReply(555, `MAIL FROM/RCPT TO parameters not recognized or not implemented: ${name}`),
  invalidRcptTo: () => new SmtpReply(501, "Invalid RCPT TO address provided"),
  /** Not in AWS's list; RFC 5321, section 3.3 asks for 550 if the mailbox cannot exist. */
  invalidRecipientDomain: () => new SmtpReply(550, "Invalid recipient domain"),
  tooLong: () => new SmtpReply(552, "Message is too long."),
  transactionFailed: (reason: string) => new SmtpReply(554, `Transaction failed: ${reason}`),
  accessDenied: (userArn: string, resource: string) =>
    new SmtpReply(
      554,
      `Access denied: User \`${userArn}' is not authorized to perform \`ses:SendRawEmail' on resource \`${resource}'`,
    ),
  notVerified: (region: string, addresses: readonly string[]) =>
    new SmtpReply(
      554,
      "Message rejected: Email address is not verified. The following identities failed the check in region " +
        `${region.toUpperCase()}: ${addresses.join(", ")}`,
    ),
  noConfigurationSet: (name: string) => new SmtpReply(554, `Configuration set does not exist: ${name}`),
  accountPaused: () => new SmtpReply(554, "Message rejected: Sending suspended for this account."),
  configurationSetPaused: (name: string) =>
    new SmtpReply(554, `Message rejected: Sending is disabled for configuration set: ${name}`),
  /** Both texts: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html. */
  rateExceeded: () => new SmtpReply(454, "Throttling failure: Maximum sending rate exceeded."),
  dailyQuotaExceeded: () => new SmtpReply(454, "Throttling failure: Daily message quota exceeded."),
  temporaryFailure: () => new SmtpReply(451, "Temporary service failure"),
};

/** smtp-server's text for a client that is silent for too long. */
export const TIMED_OUT = "Timeout - closing connection";

/** smtp-server's own replies that differ from SES's. */
const SES_REPLIES: ReadonlyMap<string, readonly [code: number, text: string]> = new Map([
  ["Error: Must issue a STARTTLS command first", [530, "Must issue a STARTTLS command first"]],
  ["Error: authentication Required", [530, "Authentication required"]],
  ["Error: Bad sender address syntax", [501, "Invalid MAIL FROM address provided"]],
  ["Error: Bad recipient address syntax", [501, "Invalid RCPT TO address provided"]],
  ["Authentication successful", [235, "Authentication successful."]],
  ["Accepted", [250, "Ok"]],
  ["OK", [250, "Ok"]],
  ["Flushed", [250, "Ok"]],
  [TIMED_OUT, [451, "4.4.2 Timeout waiting for data from client."]],
]);

/** Converts smtp-server's own reply to SES's; replies from `replies`, and those SES does not document, stay unchanged. */
export function toSesReply(
  code: number,
  text: string,
  secure: boolean,
): readonly [code: number, text: string] {
  // smtp-server asks for authentication first; SES asks for STARTTLS before anything else.
  if (code === 530 && !secure) return [530, "Must issue a STARTTLS command first"];
  if (code === 552) return [552, replies.tooLong().message];
  return SES_REPLIES.get(text) ?? [code, text.replace(/^Error: /, "")];
}
