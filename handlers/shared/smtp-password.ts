import { createHmac } from "node:crypto";

/**
 * Derives the Amazon SES SMTP password from an IAM secret access key.
 *
 * The algorithm is Signature Version 4's key derivation with a fixed date, and a version byte in front
 * (https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html#smtp-credentials-convert). The password
 * is valid only in the region it was derived for, and contains `+` and `/`: URL-encode it inside `smtp://`.
 *
 * @param secretAccessKey 40 characters, as CreateAccessKey returns it
 * @param region such as `eu-central-1`
 * @returns 44 characters of base64
 */
export function deriveSmtpPassword(secretAccessKey: string, region: string): string {
  const signature = [region, "ses", "aws4_request", "SendRawEmail"].reduce(
    (key, part) => hmac(key, part),
    hmac(Buffer.from(`AWS4${secretAccessKey}`), "11111111"),
  );
  return Buffer.concat([Buffer.of(VERSION), signature]).toString("base64");
}

const VERSION = 0x04;

function hmac(key: Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
