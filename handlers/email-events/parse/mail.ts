import { DAY_MS } from "../../../records/rotation";
import { usernameInUserName } from "../../shared/iam-names";
import type { EventMail } from "../events";
import { address, type Fields, fields, list, text, time } from "./values";

/** SES's are 60 letters, digits and hyphens. A sort key of the table has room for these, and separates its parts by `#`. */
const MESSAGE_ID = /^[\x21\x22\x24-\x7e]{1,200}$/;

/**
 * Reads the `mail` object, https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
 *
 * @param value parsed JSON
 * @param otherwise the time if it has none, or one in the future; ISO 8601
 * @returns undefined without a message id, by which everything about a message is found
 */
export function readMail(value: unknown, otherwise: string): EventMail | undefined {
  const mail = fields(value);
  const messageId = text(mail.messageId);
  if (messageId === undefined || !MESSAGE_ID.test(messageId)) return undefined;
  const sentAt = time(mail.timestamp);
  const latest = new Date(Date.parse(otherwise) + DAY_MS).toISOString();
  return {
    messageId,
    sentAt: sentAt !== undefined && sentAt <= latest ? sentAt : otherwise,
    source: address(mail.source),
    username: usernameOf(mail),
    sourceIp: tagOf(mail, "ses:source-ip"),
    sendingAccountId: text(mail.sendingAccountId),
  };
}

/**
 * The login that sent a message, by the IAM user that SES saw: in a tag where events are published by a configuration
 * set (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-considerations.html), and in `callerIdentity` in the
 * notifications of an identity, which have no tags
 * (https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object).
 */
function usernameOf(mail: Fields): string | undefined {
  const identity = tagOf(mail, "ses:caller-identity") ?? text(mail.callerIdentity);
  return identity === undefined ? undefined : usernameInUserName(identity);
}

/**
 * The value of a tag of a message. Each has a list of values; those that SES adds have one.
 *
 * @param mail the `mail` object
 */
export function tagOf({ tags }: Fields, name: string): string | undefined {
  const tag = fields(tags)[name];
  return text(tag) ?? text(list(tag)[0]);
}
