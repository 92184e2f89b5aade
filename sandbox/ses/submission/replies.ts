/**
 * What SES answers over SMTP
 * (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html#troubleshoot-smtp-response-codes; the
 * `Transaction failed` texts are those that people quote in public issue trackers).
 *
 * An error, because that is how a hook of smtp-server refuses; `responseCode` is the name it reads.
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
  invalidRcptTo: () => new SmtpReply(501, "Invalid RCPT TO address provided"),
  /** Not in AWS's list; RFC 5321, section 3.3 asks for 550 where the mailbox can never exist. */
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
  temporaryFailure: () => new SmtpReply(451, "Temporary service failure"),
};

/** Where smtp-server answers by itself, and differs from SES. */
const WORDING: ReadonlyMap<string, readonly [code: number, text: string]> = new Map([
  ["Error: Must issue a STARTTLS command first", [530, "Must issue a STARTTLS command first"]],
  ["Error: authentication Required", [530, "Authentication required"]],
  ["Error: Bad sender address syntax", [501, "Invalid MAIL FROM address provided"]],
  ["Error: Bad recipient address syntax", [501, "Invalid RCPT TO address provided"]],
  ["Authentication successful", [235, "Authentication successful."]],
  ["Accepted", [250, "Ok"]],
  ["OK", [250, "Ok"]],
  ["Flushed", [250, "Ok"]],
  ["Timeout - closing connection", [421, "Timeout waiting for data from client."]],
]);

/** smtp-server's own reply in SES's words. Texts of ours, and what SES's documents do not show, pass as they are. */
export function inSesWords(
  code: number,
  text: string,
  secure: boolean,
): readonly [code: number, text: string] {
  // smtp-server asks for the login first; on SES nothing but STARTTLS helps before TLS.
  if (code === 530 && !secure) return [530, "Must issue a STARTTLS command first"];
  if (code === 552) return [552, replies.tooLong().message];
  return WORDING.get(text) ?? [code, text.replace(/^Error: /, "")];
}
