import { usernameInUserName } from "../shared/iam-names";
import { readMail, tagOf } from "../email-events/parse/mail";
import { type Fields, fields, list, text } from "../email-events/parse/values";
import { addressesIn } from "./from-addresses";

/** A message that SES accepted from an IAM user of ours, as far as its sender is concerned. */
export interface SentMail {
  /** As SES assigned it. */
  messageId: string;
  /** ISO 8601, by SES's clock. */
  sentAt: string;
  /** The IAM user that sent it, and the login in its name. */
  userName: string;
  username: string;
  /** The addresses of the header From; undefined where the event has none that can be read. */
  from: readonly string[] | undefined;
  /** The domain of the header From, as SES read it. */
  fromDomain: string | undefined;
  /** The envelope's sender. */
  source: string | undefined;
  /** Undefined: SES used none, or did not name it. */
  configurationSet: string | undefined;
  /** The network address that it came from. */
  sourceIp: string | undefined;
}

/** What a message of SES is for the validator. */
export type ReadMessage =
  | { kind: "sent"; mail: SentMail }
  /** Another event, or mail that was not sent with a login of this account. */
  | { kind: "other" }
  /** Not an event of SES. */
  | { kind: "invalid"; problem: string };

/**
 * Reads an event of the type Send: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
 *
 * @param accountId of this stack: users of another account may have the same names
 * @param receivedAt in place of a missing time; ISO 8601
 */
export function readSentMail(message: string, accountId: string, receivedAt: string): ReadMessage {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { kind: "invalid", problem: "is not JSON" };
  }
  const record = fields(value);
  if (text(record.eventType) === undefined) return { kind: "invalid", problem: "has no eventType" };
  const common = readMail(record.mail, receivedAt);
  if (common === undefined) return { kind: "invalid", problem: "has no mail.messageId" };
  const mail = fields(record.mail);
  const userName = tagOf(mail, "ses:caller-identity");
  const username = userName === undefined ? undefined : usernameInUserName(userName);
  const isOurs = common.sendingAccountId === undefined || common.sendingAccountId === accountId;
  if (record.eventType !== "Send" || userName === undefined || username === undefined || !isOurs)
    return { kind: "other" };
  return {
    kind: "sent",
    mail: {
      messageId: common.messageId,
      sentAt: common.sentAt,
      userName,
      username,
      from: fromOf(mail),
      fromDomain: tagOf(mail, "ses:from-domain")?.toLowerCase(),
      source: addressesIn([text(mail.source) ?? ""])[0],
      configurationSet: tagOf(mail, "ses:configuration-set"),
      sourceIp: tagOf(mail, "ses:source-ip"),
    },
  };
}

/**
 * The addresses in the header From. The header as it was sent decides: in `commonHeaders.from` SES may have decoded a name
 * such as `=?utf-8?q?a=40b.example=2C_Ltd?=`, which then looks like an address. SES leaves out headers beyond 10 KB
 * (`headersTruncated`), so either may be missing, and a truncated one may be cut.
 */
function fromOf(mail: Fields): string[] | undefined {
  const common = addressesIn(texts(list(fields(mail.commonHeaders).from)));
  const sent = addressesIn(
    list(mail.headers)
      .map(fields)
      .flatMap(({ name, value }) => (text(name)?.toLowerCase() === "from" ? texts([value]) : [])),
  );
  const [first, second] = mail.headersTruncated === true ? [common, sent] : [sent, common];
  if (first.length > 0) return first;
  return second.length > 0 ? second : undefined;
}

function texts(values: readonly unknown[]): string[] {
  return values.flatMap(value => text(value) ?? []);
}
