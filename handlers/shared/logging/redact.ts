const REMOVED = "[removed]";

/** Another's text is cut to this length: entries stay readable, and CloudWatch Logs bills by the byte. */
const MAX_LENGTH = 1_024;

/**
 * Secret keys (40 characters), SMTP passwords (44), session tokens and ciphertexts are long base64, also URL-encoded.
 * Names, ARNs and ids have hyphens, dots or colons in between, or only one case.
 */
const BASE64 = /(?:[A-Za-z0-9+/=]|%2[BbFf]|%3[Dd]){40,}/g;

/** Secrets and digests in hexadecimal. */
const HEX = /\b[0-9A-Fa-f]{64,}\b/g;

/** What AWS repeats of a request whose signature is wrong, and what an SMTP client repeats of AUTH. */
const AUTHORIZATION =
  /\b((?:authorization|x-amz-security-token|password|secret)\s*[:=]\s*|AUTH (?:PLAIN|LOGIN) |AWS4-HMAC-SHA256 )[^\n,;)}]*/gi;

/**
 * A text from elsewhere without what looks like a secret, on one line, of at most 1,024 characters. It is the last
 * defense: no secret is passed to the logger in the first place.
 */
export function redacted(text: string): string {
  const line = text
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(AUTHORIZATION, (_, name: string) => `${name}${REMOVED}`)
    .replace(BASE64, run => (/[a-z]/.test(run) && /[A-Z]/.test(run) ? REMOVED : run))
    .replace(HEX, REMOVED);
  const safe = ownSecrets().reduce((left, secret) => left.replaceAll(secret, REMOVED), line);
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH - 1)}…` : safe;
}

/** The credentials of the function's role, whatever they look like. */
function ownSecrets(): string[] {
  const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN].flatMap(value => (value ? [value] : []));
}
