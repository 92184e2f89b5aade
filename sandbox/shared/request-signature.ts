import { parseAuthorization, sameText, type SignedRequest, signatureMatches } from "./sigv4";

/** What requests are signed with. */
export interface SigningKey {
  /** The access key ID. */
  readonly accountId: string;
  readonly secretAccessKey: string;
}

/** What is wrong with a request's signature. AWS, too, tells these apart. */
export type SignatureProblem = "missing" | "unknown key" | "not current" | "wrong";

/** The clocks of client and server may differ by this much. */
const MAX_SKEW_MS = 15 * 60_000;

/** @returns undefined for a request whose Authorization header was made with this key, just now */
export function signatureProblem(
  request: SignedRequest,
  key: SigningKey,
  now = Date.now(),
): SignatureProblem | undefined {
  const { headers } = request;
  const parts = parseAuthorization(headers.authorization?.toString());
  if (parts === undefined) return "missing";
  if (!sameText(parts.accessKeyId, key.accountId)) return "unknown key";
  const isRecent = Math.abs(now - timeOf(headers["x-amz-date"])) <= MAX_SKEW_MS;
  if (!isRecent) return "not current";
  const coversToken =
    headers["x-amz-security-token"] === undefined || parts.signedHeaders.includes("x-amz-security-token");
  const covers = coversToken && parts.signedHeaders.includes("host");
  return covers && signatureMatches(request, parts, key.secretAccessKey) ? undefined : "wrong";
}

/** `20260101T120000Z` in milliseconds; NaN, which is never recent, for anything else. */
function timeOf(header: string | readonly string[] | undefined): number {
  const text = String(header).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return Date.parse(text);
}
