import type { Target } from "../config/target";
import { field, mailboxField, textField } from "../mime/fields";
import type { CheckedMessage } from "./check";

/** The fields of a message's own header, without those about its body. */
export function headerFields(
  checked: CheckedMessage,
  messageId: string,
  date: Date,
  target: Target,
): readonly string[] {
  const { from, sender, to, cc, replyTo, subject, inReplyTo, references, headers } = checked;
  return [
    mailboxField("From", [from]),
    ...(sender === undefined ? [] : [mailboxField("Sender", [sender])]),
    ...mailboxes("To", to),
    ...mailboxes("Cc", cc),
    ...mailboxes("Reply-To", replyTo),
    textField("Subject", subject),
    field("Message-ID", [messageId]),
    ...(inReplyTo.length === 0 ? [] : [field("In-Reply-To", inReplyTo)]),
    ...(references.length === 0 ? [] : [field("References", references)]),
    // RFC 5322, section 3.3, where GMT is obsolete.
    field("Date", date.toUTCString().replace("GMT", "+0000").split(" ")),
    ...priorityFields(checked),
    ...unsubscribeFields(checked),
    ...(target.provider === "ses" ? sesFields(checked, target) : []),
    ...headers.map(([name, value]) => textField(name, value)),
  ];
}

function mailboxes(name: string, list: CheckedMessage["to"]): string[] {
  return list.length === 0 ? [] : [mailboxField(name, list)];
}

/** RFC 2156 has Importance; the other two are what mail clients look at. */
function priorityFields({ priority }: CheckedMessage): string[] {
  if (priority === undefined || priority === "normal") return [];
  const [rank, word] = priority === "high" ? [["1", "(Highest)"], "High"] : [["5", "(Lowest)"], "Low"];
  return [field("Importance", [word]), field("X-Priority", rank), field("X-MSMail-Priority", [word])];
}

function unsubscribeFields({ listUnsubscribe: { url, mailto } }: CheckedMessage): string[] {
  const ways = [url, mailto].flatMap(uri => (uri === undefined ? [] : [`<${uri}>`]));
  if (ways.length === 0) return [];
  const list = field("List-Unsubscribe", ways.map(separated));
  // RFC 8058, section 3.1: exactly this value, and only with an https URI.
  return url === undefined ? [list] : [list, field("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"])];
}

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html */
function sesFields({ configurationSet, tags }: CheckedMessage, target: Target): string[] {
  const set = configurationSet ?? target.configurationSet;
  const list = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return [
    ...(set === undefined ? [] : [field("X-SES-CONFIGURATION-SET", [set])]),
    ...(list.length === 0 ? [] : [field("X-SES-MESSAGE-TAGS", list.map(separated))]),
  ];
}

function separated(item: string, index: number, all: readonly string[]): string {
  return index < all.length - 1 ? `${item},` : item;
}
