import type { EmailEvent } from "./events";

/**
 * The event, without the login if another account sent the mail: a webhook takes its events too, and another stack's users
 * there may have the names of ours.
 *
 * @param accountId of this stack
 */
export function attributedWithin(accountId: string, event: EmailEvent): EmailEvent {
  return isSentBy(accountId, event) ? event : { ...event, mail: { ...event.mail, username: undefined } };
}

/**
 * Whether this account sent the mail. SES names the sending account in every shape that it documents. Mail of another one
 * must not suppress addresses here: it could fill the list with addresses of its choice.
 */
export function isSentBy(
  accountId: string,
  { mail: { sendingAccountId } }: Pick<EmailEvent, "mail">,
): boolean {
  return sendingAccountId === undefined || sendingAccountId === accountId;
}
