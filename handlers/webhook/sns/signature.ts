import { type KeyObject, verify } from "node:crypto";
import type { SnsMessage } from "./message";

/** The digest of each signature version. Version 1 is still the default of a topic. */
const DIGESTS: Readonly<Record<string, string>> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };

const OF_NOTIFICATIONS = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const;
const OF_CONFIRMATIONS = [
  ...(["Message", "MessageId", "SubscribeURL", "Timestamp"] as const),
  ...(["Token", "TopicArn", "Type"] as const),
] as const;

export function isKnownVersion(signatureVersion: string): boolean {
  return Object.hasOwn(DIGESTS, signatureVersion);
}

/**
 * The text that SNS signs: name and value of certain fields, each on a line of its own. A notification without a subject
 * has no line for it (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html).
 */
export function stringToSign(message: SnsMessage): string {
  const names = message.Type === "Notification" ? OF_NOTIFICATIONS : OF_CONFIRMATIONS;
  return names.flatMap(name => (message[name] ? [`${name}\n${message[name]}\n`] : [])).join("");
}

/** Whether the owner of this key signed the message. */
export function isSignedBy(message: SnsMessage, key: KeyObject): boolean {
  const digest = DIGESTS[message.SignatureVersion];
  if (digest === undefined || key.asymmetricKeyType !== "rsa") return false;
  return verify(digest, Buffer.from(stringToSign(message)), key, Buffer.from(message.Signature, "base64"));
}
