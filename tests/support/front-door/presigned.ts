import { createHash, createHmac } from "node:crypto";

/**
 * A URL with Signature Version 4 in its query, made just now and valid for a week
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 *
 * @param url absolute, of a GET request
 */
export function presigned(
  url: string,
  { accessKeyId, secretAccessKey, region, service }: Record<Scope, string>,
): string {
  const signed = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = [time.slice(0, 8), region, service, "aws4_request"];
  for (const [name, value] of Object.entries({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": [accessKeyId, ...scope].join("/"),
    "X-Amz-Date": time,
    "X-Amz-Expires": "604800",
    "X-Amz-SignedHeaders": "host",
  }))
    signed.searchParams.set(name, value);
  signed.searchParams.sort();
  const request = [
    "GET",
    signed.pathname,
    signed.search.slice(1),
    `host:${signed.host}`,
    "",
    "host",
    sha256(""),
  ];
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(request.join("\n"))].join("\n");
  const key = scope.reduce<Buffer | string>((each, part) => hmac(each, part), `AWS4${secretAccessKey}`);
  signed.searchParams.set("X-Amz-Signature", hmac(key, text).toString("hex"));
  return signed.href;
}

type Scope = "accessKeyId" | "secretAccessKey" | "region" | "service";

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
