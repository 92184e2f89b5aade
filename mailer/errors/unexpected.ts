import { MailerError } from "./mailer-error";

/**
 * Whatever was thrown, as the mailer's own error: what is not one already came of something in the message that no
 * check foresaw.
 */
export function unexpected(error: unknown, messageId: string): MailerError {
  if (error instanceof MailerError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MailerError("invalid_message", `The message cannot be sent: ${message}`, {
    messageId,
    cause: { message },
  });
}
