import { domainToASCII } from "node:url";

export interface Mailbox {
  address: string;
  name?: string;
}

/** RFC 5322 atext and dots. SES takes no other local part: no quotes, ASCII only. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/;

/**
 * Reads one address, `jane@example.com` or `Jane Doe <jane@example.com>`. A list in one text is refused: with text
 * from outside it would add recipients that nobody asked for.
 *
 * @returns the domain in ASCII (RFC 5891); undefined where it is not exactly one address
 */
export function parseAddress(text: string): Mailbox | undefined {
  const [, quoted, plain = "", inner] =
    /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<>,;]*?))\s*<([^<>]*)>\s*$/.exec(text) ?? [];
  const name = quoted?.replace(/\\(.)/g, "$1") ?? plain;
  const address = canonical((inner ?? text).trim());
  if (address === undefined) return undefined;
  return name === "" ? { address } : { address, name };
}

function canonical(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, Math.max(at, 0));
  const domain = domainToASCII(address.slice(at + 1));
  const valid =
    local.length <= 64 &&
    domain.length <= 253 &&
    LOCAL_PART.test(local) &&
    domain.split(".").every(l => LABEL.test(l));
  return valid ? `${local}@${domain}` : undefined;
}
