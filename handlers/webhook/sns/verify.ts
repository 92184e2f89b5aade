import type { Certificates } from "./certificates";
import type { SnsMessage } from "./message";
import { Refusal } from "./refusal";
import { isKnownVersion, isSignedBy } from "./signature";
import { topicPlace } from "../../shared/topic-arn";

/** SNS retries for at most 3,600 s (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html). */
const MAX_AGE_MS = 75 * 60_000;
const MAX_AHEAD_MS = 5 * 60_000;

/** The last part of a certificate's address, such as SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem. */
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{16,64}\.pem$/;

/** What a message is judged by. */
export interface Trust {
  /** ARNs of the topics whose messages are accepted. */
  topics: ReadonlySet<string>;
  certificates: Pick<Certificates, "keyAt">;
  now: () => Date;
}

/**
 * Accepts a message that SNS signed, recently, for a listed topic. A valid signature alone proves only that some AWS
 * customer's topic sent it. Nothing is fetched for a message that any of the cheaper checks refuses.
 *
 * @throws Refusal
 */
export async function verifyMessage(
  message: SnsMessage,
  { topics, certificates, now }: Trust,
): Promise<void> {
  const place = topicPlace(message.TopicArn);
  if (place === undefined || !topics.has(message.TopicArn))
    throw new Refusal(403, "TopicArn is not a topic that is accepted here; list it in webhookTopicArns.");
  requireRecent(message.Timestamp, now());
  if (!isKnownVersion(message.SignatureVersion))
    throw new Refusal(400, "SignatureVersion is unknown; versions 1 and 2 are accepted.");
  const key = await certificates.keyAt(certificateUrl(message.SigningCertURL, place.host));
  if (!isSignedBy(message, key)) throw new Refusal(403, "The signature does not match the message.");
}

/** ISO 8601 in UTC, as SNS writes it. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function requireRecent(timestamp: string, now: Date): void {
  const time = TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  const ageMs = now.getTime() - time;
  if (ageMs <= MAX_AGE_MS && ageMs >= -MAX_AHEAD_MS) return;
  throw new Refusal(403, "Timestamp is too old, in the future or not a time.");
}

/**
 * The address of a certificate, in exactly the form that SNS gives it: the host of the topic's region, no port, no user,
 * no query, and a path that no redirect, dot or escape changes.
 */
function certificateUrl(text: string, host: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOurs =
    url !== undefined && CERTIFICATE_PATH.test(url.pathname) && text === `https://${host}${url.pathname}`;
  if (isOurs) return text;
  throw new Refusal(403, "SigningCertURL is not the address of a certificate of SNS in the topic's region.");
}
