import { domainToASCII } from "node:url";

export interface Mailbox {
  address: string;
  name?: string;
}

/** RFC 5322 atext and dots. SES accepts no other local part: no quotes, ASCII only. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/;
/** Checked before conversion to ASCII, which would also decode `%61`. */
const DOMAIN_LETTERS = /^[A-Za-z0-9._\u0080-\u{10ffff}-]+$/u;
/** RFC 5321, section 4.1.2. Not `<` and `>`: they would end the address in a command. */
const QUOTED_LOCAL_PART = /^"(?:[ !#-;=?-[\]-~]|\\[ -;=?-~])+"$/;
const QUOTED_NAME = /^"((?:[^"\\]|\\.)*)"$/s;

/**
 * Reads one address, `jane@example.com` or `Jane Doe <jane@example.com>`. Rejects a list in one
 * string, which could add recipients nobody asked for, and comments, groups and domain literals.
 *
 * @param options.quoted whether the part before the @ may be in quotes
 * @returns the domain in ASCII (RFC 5891); undefined where it is not exactly one address
 */
export function parseAddress(text: string, { quoted = false } = {}): Mailbox | undefined {
  const trimmed = text.trim();
  const open = trimmed.endsWith(">") ? trimmed.lastIndexOf("<") : -1;
  const inner = open < 0 ? trimmed : trimmed.slice(open + 1, -1).trim();
  const name = displayName(trimmed.slice(0, Math.max(open, 0)).trim());
  const address = canonical(inner, quoted);
  if (address === undefined || name === undefined) return undefined;
  return name === "" ? { address } : { address, name };
}

function displayName(text: string): string | undefined {
  const [, quoted] = QUOTED_NAME.exec(text) ?? [];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gs, "$1");
  return /["<>,;]/.test(text) ? undefined : text;
}

/**
 * What to do about text that is not one address.
 *
 * @param other another way to name somebody whose name has a comma, such as `use { name, address }`
 */
export function addressRemedy(text: string, example: string, other: string): string {
  const [, name = ""] = /^([^<>]*)<[^<>]*>$/.exec(text.trim()) ?? [];
  if (/[,;"]/.test(name) && !name.includes("@"))
    return `quote the name, as "Doe, Jane" <${example}>, or ${other}`;
  if (/@[^,;]*[,;].*@/s.test(text)) return `use one address; pass several as an array`;
  const local = text.slice(0, Math.max(text.lastIndexOf("@"), 0));
  if (/^"[ -~]*"$/.test(local)) return "the part before the @ must not be in quotes";
  // https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html: only the domain may have non-ASCII letters.
  return /[^ -~]/.test(local) ? "the part before the @ must be ASCII" : `use one such as ${example}`;
}

function canonical(address: string, quoted: boolean): string | undefined {
  const at = address.lastIndexOf("@");
  const local = quoted ? unquoted(address.slice(0, Math.max(at, 0))) : address.slice(0, Math.max(at, 0));
  const written = address.slice(at + 1);
  if (local.length > 64 || written.length > 253 || !DOMAIN_LETTERS.test(written)) return undefined;
  const domain = domainToASCII(written);
  const labels = domain.split(".");
  const valid =
    domain.length <= 253 &&
    (LOCAL_PART.test(local) || (quoted && QUOTED_LOCAL_PART.test(local))) &&
    labels.every(label => LABEL.test(label)) &&
    // A number at the end makes it an IP address, which would be read as one: 1.1 is 1.0.0.1.
    !/^\d+$/.test(labels.at(-1) ?? "");
  return valid ? `${local}@${domain}` : undefined;
}

/** Quotes that are not needed make no other address. */
function unquoted(local: string): string {
  const inner = local.slice(1, -1);
  return local.startsWith('"') && LOCAL_PART.test(inner) ? inner : local;
}
