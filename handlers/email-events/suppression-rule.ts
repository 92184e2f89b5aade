import { isSentBy } from "./attribution";
import type { BouncedRecipient, BounceEvent, ComplaintEvent } from "./events";

/** The recipient is on the account's own suppression list, so SES did not send: nothing new happened. */
export const ON_ACCOUNT_LIST = "OnAccountSuppressionList";

/**
 * Whether a bounce says that mail to this address can never arrive. A status 5.7 is about the sender, whom the
 * recipient's server does not let through (RFC 3463 §3.8): somebody else may still write to the address.
 */
export function bounceSuppresses(
  event: BounceEvent,
  recipient: BouncedRecipient,
  accountId: string,
): boolean {
  return (
    event.bounceType === "permanent" &&
    event.subtype !== ON_ACCOUNT_LIST &&
    !isAboutSender(recipient) &&
    isSentBy(accountId, event)
  );
}

/** Whether a complaint says that the recipient does not want mail. `not-spam` says the opposite. */
export function complaintSuppresses(event: ComplaintEvent, accountId: string): boolean {
  const { complaintType, subtype } = event;
  return complaintType !== "not-spam" && subtype !== ON_ACCOUNT_LIST && isSentBy(accountId, event);
}

/** The status as SES gives it, or in the other server's own words. */
function isAboutSender({ status, diagnosticCode }: BouncedRecipient): boolean {
  return [status, diagnosticCode].some(text => text !== undefined && POLICY_STATUS.test(text));
}

/** 5.7 and its details, and no part of a longer number such as an IP address. */
const POLICY_STATUS = /(?<![\d.])5\.7\.\d{1,3}(?![\d.]*\d)/;
