import type { BouncedRecipient, BounceEvent, ComplaintEvent } from "./events";

/** The recipient is on the account's own suppression list, so SES did not send: nothing new happened. */
export const ON_ACCOUNT_LIST = "OnAccountSuppressionList";

/**
 * Whether a bounce says that mail to this address can never arrive. A status 5.7 is about the sender, whom the
 * recipient's server does not let through (RFC 3463 §3.8): somebody else may still write to the address.
 */
export function bounceSuppresses(
  { bounceType, subtype, mail }: BounceEvent,
  recipient: BouncedRecipient,
  accountId: string,
): boolean {
  return (
    bounceType === "permanent" &&
    subtype !== ON_ACCOUNT_LIST &&
    !isAboutSender(recipient) &&
    isOurs(mail.sendingAccountId, accountId)
  );
}

/** Whether a complaint says that the recipient does not want mail. `not-spam` says the opposite. */
export function complaintSuppresses(
  { complaintType, subtype, mail }: ComplaintEvent,
  accountId: string,
): boolean {
  return (
    complaintType !== "not-spam" && subtype !== ON_ACCOUNT_LIST && isOurs(mail.sendingAccountId, accountId)
  );
}

/** The status as SES gives it, or in the other server's own words. */
function isAboutSender({ status, diagnosticCode }: BouncedRecipient): boolean {
  return [status, diagnosticCode].some(text => text !== undefined && POLICY_STATUS.test(text));
}

/** 5.7 and its details, and no part of a longer number such as an IP address. */
const POLICY_STATUS = /(?<![\d.])5\.7\.\d{1,3}(?![\d.]*\d)/;

/** An account that another one sends for could fill our list with addresses of its choice. */
function isOurs(sendingAccountId: string | undefined, accountId: string): boolean {
  return sendingAccountId === undefined || sendingAccountId === accountId;
}
