import "reflect-metadata";
import { createSign, type KeyObject, KeyObject as Key, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { SnsMessage } from "../../../handlers/webhook/sns/message";
import { stringToSign } from "../../../handlers/webhook/sns/signature";

export const TOPIC = "arn:aws:sns:eu-central-1:111122223333:other-bounces";
export const NOW = new Date("2026-11-26T12:00:00Z");
export const CERTIFICATE_URL =
  "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";

/** Signs as SNS does: RSA with SHA-1 (version 1) or SHA-256 (version 2). */
export interface SnsSender {
  /** PEM. */
  certificate: string;
  sign(fields: Partial<SnsMessage>): SnsMessage;
}

const ALGORITHM = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** @param validity of the certificate; a year around {@link NOW} by default */
export async function snsSender(
  validity: { notBefore: Date; notAfter: Date } = {
    notBefore: new Date("2026-06-01T00:00:00Z"),
    notAfter: new Date("2027-06-01T00:00:00Z"),
  },
): Promise<SnsSender> {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: "01", name: "CN=sns.amazonaws.com", signingAlgorithm: ALGORITHM },
    ...{ keys: keys as never, ...validity },
  });
  const key = Key.from(keys.privateKey);
  return { certificate: certificate.toString("pem"), sign: fields => signed(fields, key) };
}

const NOTIFICATION: SnsMessage = {
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: TOPIC,
  Message: '{"notificationType":"Bounce"}',
  Timestamp: "2026-11-26T11:59:00.000Z",
  SignatureVersion: "2",
  Signature: "",
  SigningCertURL: CERTIFICATE_URL,
};

const CONFIRMATION = {
  Token: "2336412f37fb687f5d51e6e2425c464de257eb5f",
  SubscribeURL:
    "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37fb687f5d51",
};

function signed(fields: Partial<SnsMessage>, key: KeyObject): SnsMessage {
  const isNotification = (fields.Type ?? "Notification") === "Notification";
  const message = { ...NOTIFICATION, ...(isNotification ? {} : CONFIRMATION), ...fields };
  const digest = message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  return { ...message, Signature: createSign(digest).update(stringToSign(message)).sign(key, "base64") };
}
