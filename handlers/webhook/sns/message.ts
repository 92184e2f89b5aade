import { Refusal } from "./refusal";

const TYPES = ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] as const;

/**
 * What SNS posts (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). Subject is absent from
 * most notifications; Token and SubscribeURL are in confirmations only.
 */
export interface SnsMessage {
  Type: (typeof TYPES)[number];
  MessageId: string;
  TopicArn: string;
  Message: string;
  Timestamp: string;
  SignatureVersion: string;
  Signature: string;
  SigningCertURL: string;
  Subject?: string;
  Token?: string;
  SubscribeURL?: string;
}

const REQUIRED = [
  ...["Type", "MessageId", "TopicArn", "Message", "Timestamp"],
  ...["SignatureVersion", "Signature", "SigningCertURL"],
];
const OF_CONFIRMATIONS = ["Token", "SubscribeURL"];

/** Of a message with its attributes; SNS itself publishes at most 256 KiB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** @throws Refusal for a body that cannot be SNS's */
export function parseMessage(body: Buffer): SnsMessage {
  if (body.length > MAX_BODY_BYTES)
    throw new Refusal(413, `The body has ${body.length} bytes; at most ${MAX_BODY_BYTES} are accepted.`);
  const message = parse(body.toString("utf8"));
  const isNotification = message.Type === "Notification";
  const needed = isNotification ? REQUIRED : [...REQUIRED, ...OF_CONFIRMATIONS];
  const missing = needed.find(name => typeof message[name] !== "string" || message[name] === "");
  if (missing !== undefined || !(TYPES as readonly unknown[]).includes(message.Type))
    throw new Refusal(
      400,
      `The body is not an SNS message: ${missing ?? "Type"} is missing or invalid. Turn off raw message delivery for ` +
        "this subscription; raw messages are not signed.",
    );
  if (isNotification && message.Subject !== undefined && message.Subject !== null)
    requireText("Subject", message.Subject);
  return message as unknown as SnsMessage;
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // refused below, like any other JSON value
  }
  throw new Refusal(400, "The body is not a JSON object. Only Amazon SNS posts to this address.");
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== "string") throw new Refusal(400, `${name} of the SNS message is not a string.`);
}
