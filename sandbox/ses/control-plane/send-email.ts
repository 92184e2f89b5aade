import { z } from "zod";

import { parseAddress } from "../addresses";
import { parseAddressList } from "../message/address-list";
import { readMessage, type ReadMessage } from "../message/message";
import { InvalidMessage } from "../message/rejection";
import type { AcceptedMessage } from "../submission/accepted-message";
import { newMessageId } from "../submission/message-id";
import { SmtpReply } from "../submission/replies";
import { judgeByAccount, type Sending, type SendingAccount } from "../submission/sender-policy";
import { ApiError, type Operations } from "./api";
import { composeSimple } from "./composed-message";

const content = z.object({ Data: z.string(), Charset: z.string().optional() });
const addresses = z.array(z.string()).default([]);

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const request = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .prefault({}),
  ReplyToAddresses: addresses,
  ConfigurationSetName: z.string().optional(),
  Content: z.object({
    Simple: z
      .object({
        Subject: content,
        Body: z.object({ Text: content.optional(), Html: content.optional() }),
        Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
      })
      .optional(),
    Raw: z.object({ Data: z.base64() }).optional(),
    Template: z.unknown().optional(),
  }),
});
type SendEmailRequest = z.infer<typeof request>;

export interface SendEmailOptions {
  account: SendingAccount;
  now: () => Date;
  onAccepted: (message: AcceptedMessage) => void;
}

/** SESv2's SendEmail, of a simple or a raw message. The front door has judged the caller's policies. */
export function sendEmailOperations(options: SendEmailOptions): Operations {
  return { "POST /v2/email/outbound-emails": ({ body, caller }) => sendEmail(body, caller, options) };
}

/** @param caller as in the auto-tag `ses:caller-identity` @throws ApiError, ZodError */
function sendEmail(body: unknown, caller: string, { account, now, onAccepted }: SendEmailOptions) {
  const input = request.parse(body);
  const { ToAddresses, CcAddresses, BccAddresses } = input.Destination;
  const raw = rawOf(input);
  const message = readOrReject(raw);
  const given = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  const listed = ["to", "cc", "bcc"].flatMap(key =>
    message.fields.filter(each => each.key === key).flatMap(({ value }) => parseAddressList(value)),
  );
  const recipients = (given.length > 0 ? given.flatMap(each => parseAddressList(each)) : listed).map(
    address => parseAddress(address)?.address ?? reject(`Invalid recipient address: ${address}`),
  );
  if (recipients.length === 0) reject("Destination must have at least one recipient.");
  const decision = judge(input, message, recipients, account);
  const receivedAt = now();
  const id = newMessageId(receivedAt);
  const { subject, fields, shape } = message;
  onAccepted({
    ...{ user: caller, accessKeyId: "", sourceIp: "127.0.0.1", operation: "SendEmail" },
    ...{ id, receivedAt, subject, fields, shape, raw },
    envelope: { from: message.from[0] ?? "", to: recipients },
    ...decision,
  });
  return { MessageId: id };
}

function rawOf({ FromEmailAddress, Destination, ReplyToAddresses, Content }: SendEmailRequest): Buffer {
  const { Simple, Raw } = Content;
  if (Raw !== undefined) return Buffer.from(Raw.Data, "base64");
  if (Simple === undefined) reject("Local SES sends simple and raw messages only.");
  const { Body, Subject, Headers } = Simple;
  if (FromEmailAddress === undefined) reject("FromEmailAddress is required.");
  if (Body.Text === undefined && Body.Html === undefined) reject("The message has no body.");
  return composeSimple({
    from: FromEmailAddress,
    to: Destination.ToAddresses,
    cc: Destination.CcAddresses,
    replyTo: ReplyToAddresses,
    subject: Subject.Data,
    text: Body.Text?.Data,
    html: Body.Html?.Data,
    headers: Headers.map(({ Name: name, Value: value }) => ({ name, value })),
  });
}

function readOrReject(raw: Buffer): ReadMessage {
  try {
    return readMessage(raw);
  } catch (error) {
    throw error instanceof InvalidMessage ? new ApiError("BadRequestException", error.message) : error;
  }
}

function judge(
  { ConfigurationSetName }: SendEmailRequest,
  message: ReadMessage,
  recipients: readonly string[],
  account: SendingAccount,
): Sending {
  const named = ConfigurationSetName ?? message.configurationSet;
  const decision = judgeByAccount(
    { senders: message.from, message: { ...message, ...(named && { configurationSet: named }) }, recipients },
    account,
  );
  if (decision instanceof SmtpReply) throw asApiError(decision);
  return decision;
}

/** The API says the same in other words: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html. */
function asApiError({ message }: SmtpReply): ApiError {
  if (message.startsWith("Configuration set does not exist"))
    return new ApiError("NotFoundException", message);
  const text = message.replace(/^(?:Message rejected|Transaction failed|Throttling failure): /, "");
  if (/suspended|is disabled/.test(message)) return new ApiError("SendingPausedException", text);
  if (/rate exceeded|quota exceeded/.test(message)) return new ApiError("TooManyRequestsException", text);
  return new ApiError(
    message.startsWith("Message rejected") ? "MessageRejected" : "BadRequestException",
    text,
  );
}

function reject(message: string): never {
  throw new ApiError("BadRequestException", message);
}
