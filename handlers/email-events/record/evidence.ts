import { createHash } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import { FEEDBACK_DAYS, feedbackKey, SOURCE_DAYS, sourceKey } from "../../../records/circuit-breaker";
import type { ItemKey } from "../../../records/keys";
import { suppressionKey } from "../../../records/keys";
import { DAY_MS } from "../../../records/rotation";
import { expiry, type Retention } from "../retention";

/** A bounce or complaint that counts against the login that sent the mail. */
export interface Evidence {
  username: string;
  type: "bounce" | "complaint";
  messageId: string;
  recipient: string;
  /** When the mail was sent; ISO 8601. */
  sentAt: string;
}

/**
 * The item by which the circuit breaker counts different recipients and domains. Their hashes are of no use to compare
 * the recipients of two logins.
 *
 * @returns undefined if the mail is older than what the circuit breaker looks at
 */
export function evidenceItem(evidence: Evidence, retention: Retention, now: number) {
  const { username, sentAt } = evidence;
  if (now - Date.parse(sentAt) > FEEDBACK_DAYS * DAY_MS) return undefined;
  const address = suppressionKey(evidence.recipient);
  const recipient = hashFor(username, address);
  return {
    ...feedbackKey({ ...evidence, recipient }),
    recipient,
    domain: hashFor(username, address.slice(address.lastIndexOf("@") + 1)),
    sent_at: sentAt,
    ...expiry(retention, sentAt, FEEDBACK_DAYS),
  };
}

/** The key of {@link evidenceItem}. @param sentAt only its hour matters */
export function evidenceKey({ recipient, ...evidence }: Evidence): ItemKey {
  return feedbackKey({ ...evidence, recipient: hashFor(evidence.username, suppressionKey(recipient)) });
}

/** The item that says from which network a login has sent. @param network as {@link sourceOf} gives it */
export function sourceItem(username: string, sentAt: string, network: string, retention: Retention) {
  return { ...sourceKey(username, sentAt, network), ...expiry(retention, sentAt, SOURCE_DAYS) };
}

/**
 * The network that mail came from: a provider changes the last part of an IPv4 address, or the second half of an IPv6
 * address, as it likes.
 *
 * @returns a hash of the /24 or /64; undefined for what is not an address
 */
export function sourceOf(username: string, ip: string | undefined): string | undefined {
  const network = ip === undefined ? undefined : networkOf(ip);
  return network === undefined ? undefined : hashFor(username, network);
}

export function networkOf(ip: string): string | undefined {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, "");
  if (isIPv4(plain)) return `${plain.slice(0, plain.lastIndexOf("."))}.0/24`;
  if (isIP(plain) !== 6) return undefined;
  const [address = ""] = plain.toLowerCase().split("%");
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  // An IPv4 address at the end takes the place of two groups.
  const written = groups.length + last.length + (address.includes(".") ? 1 : 0);
  const all = [
    ...groups,
    ...Array.from({ length: tail === undefined ? 0 : 8 - written }, () => "0"),
    ...last,
  ];
  return `${all
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** 96 bits. */
function hashFor(username: string, text: string): string {
  return createHash("sha256").update(`${username}\n${text}`).digest("base64url").slice(0, 16);
}
