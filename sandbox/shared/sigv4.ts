import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The parts of a request that AWS Signature Version 4 covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer | string;
}

/** The Authorization header, parsed. */
export interface HeaderSignature {
  readonly accessKeyId: string;
  /** yyyymmdd */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** In lowercase, sorted by the client. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** @returns undefined for a missing header, another algorithm, or a malformed one */
export function parseAuthorization(header: string | undefined): HeaderSignature | undefined {
  const [algorithm, rest = ""] = split(header ?? "", " ");
  if (algorithm !== ALGORITHM) return undefined;
  const fields = new Map(rest.split(",").map(part => split(part.trim(), "=")));
  const scope = (fields.get("Credential") ?? "").split("/");
  const [accessKeyId, date, region, service, end] = scope;
  const signedHeaders = fields.get("SignedHeaders");
  const signature = fields.get("Signature");
  if (!accessKeyId || !date || !region || !service || end !== "aws4_request" || scope.length !== 5)
    return undefined;
  if (!signedHeaders || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(";"), signature };
}

/**
 * Whether a request was signed with this secret
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 *
 * Besides the canonical form it accepts path and query as sent, because curl 7.88 signs those.
 */
export function signatureMatches(request: SignedRequest, parts: HeaderSignature, secret: string): boolean {
  const forms = canonicalUrls(request.url);
  return forms.some(url => sameText(signatureOf(request, url, parts, secret), parts.signature));
}

/**
 * The headers that sign a request, for clients without an SDK.
 *
 * @param headers further headers to send and sign; `host` is required
 */
export function signedHeaders(
  { method, url, headers, body }: SignedRequest & { headers: Record<string, string> & { host: string } },
  scope: { accessKeyId: string; secretAccessKey: string; region: string; service: string },
  now = new Date(),
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const all: Record<string, string> = { ...headers, "x-amz-date": time };
  const names = Object.keys(all).sort();
  const { accessKeyId, secretAccessKey, region, service } = scope;
  const parts = { accessKeyId, date: time.slice(0, 8), region, service, signedHeaders: names };
  const [canonical = ""] = canonicalUrls(url);
  const signature = signatureOf({ method, url, headers: all, body }, canonical, parts, secretAccessKey);
  const credential = `${accessKeyId}/${parts.date}/${region}/${service}/aws4_request`;
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...all, authorization };
}

function signatureOf(
  { method, headers, body }: SignedRequest,
  canonicalUrl: string,
  { date, region, service, signedHeaders }: Omit<HeaderSignature, "signature">,
  secret: string,
): string {
  const text = (name: string) => [headers[name] ?? ""].flat().join(",").trim().replace(/\s+/g, " ");
  const canonicalRequest = [
    method,
    canonicalUrl,
    ...signedHeaders.map(name => `${name}:${text(name)}`),
    "",
    signedHeaders.join(";"),
    text("x-amz-content-sha256") === "UNSIGNED-PAYLOAD" ? "UNSIGNED-PAYLOAD" : sha256(body),
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = [ALGORITHM, text("x-amz-date"), scope, sha256(canonicalRequest)].join("\n");
  return hmac(signingKey(secret, date, region, service), stringToSign).toString("hex");
}

/** Path and query on a line each: canonical, then as sent where that differs. */
function canonicalUrls(url: string): string[] {
  const [path, query] = split(url, "?");
  const pairs = query.split("&").filter(pair => pair !== "");
  const encoded = pairs.map(pair => {
    const [name, value] = split(pair, "=");
    return `${encode(decode(name))}=${encode(decode(value))}`;
  });
  const paths = [...new Set([path.split("/").map(encode).join("/"), path])];
  const queries = [...new Set([encoded.sort().join("&"), query])];
  return paths.flatMap(each => queries.map(text => `${each}\n${text}`));
}

const keys = new Map<string, Buffer>();
const MAX_KEYS = 100;

function signingKey(secret: string, ...scope: readonly string[]): Buffer {
  const name = [secret, ...scope].join("/");
  const cached = keys.get(name);
  if (cached !== undefined) return cached;
  const key = [...scope, "aws4_request"].reduce<Buffer | string>(
    (each, part) => hmac(each, part),
    `AWS4${secret}`,
  );
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(name, key as Buffer);
  return key as Buffer;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Compares in constant time; signatures are hexadecimal digits of equal length. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // malformed escapes are signed as they are
  }
}

/** The text before and after the first separator. */
function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
