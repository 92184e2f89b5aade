import { usernameInUserName } from "../../shared/iam-names";
import type { EventMail } from "../events";
import { address, type Fields, fields, list, text, time } from "./values";

/** The longest that a sort key of the table has room for; SES's are of 60 characters. */
const MAX_MESSAGE_ID_LENGTH = 200;

/**
 * Reads the `mail` object, https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
 *
 * @param value parsed JSON
 * @param otherwise the time if it has none; ISO 8601
 * @returns undefined without a message id, by which everything about a message is found
 */
export function readMail(value: unknown, otherwise: string): EventMail | undefined {
  const mail = fields(value);
  const messageId = text(mail.messageId);
  if (messageId === undefined || messageId.length > MAX_MESSAGE_ID_LENGTH) return undefined;
  return {
    messageId,
    sentAt: time(mail.timestamp) ?? otherwise,
    source: address(mail.source),
    username: usernameOf(mail),
    sendingAccountId: text(mail.sendingAccountId),
  };
}

/**
 * The login that sent a message, by the IAM user that SES saw: in a tag where events are published by a configuration
 * set (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-considerations.html), and in `callerIdentity` in the
 * notifications of an identity, which have no tags
 * (https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object).
 */
function usernameOf({ tags, callerIdentity }: Fields): string | undefined {
  const tag = fields(tags)["ses:caller-identity"];
  const identity = text(tag) ?? text(list(tag)[0]) ?? text(callerIdentity);
  return identity === undefined ? undefined : usernameInUserName(identity);
}
