import { domainToASCII } from "node:url";

/**
 * The addresses in the values of a `From` header or of an envelope, for a comparison with what a login may use. Lenient: it
 * must find every address that a reader's mail program may show, in texts that SES has accepted. Display names, comments
 * (RFC 5322 §3.2.2), groups (RFC 6854), quoted local parts and routes are understood; what is in angle brackets is the
 * address, as for SES, whatever the name beside it looks like.
 *
 * @param values one for each mailbox, or several in one, as SES reports them
 * @returns each address once, its domain as {@link comparable} has it; none where there is no address
 */
export function addressesIn(values: readonly string[]): string[] {
  return [...new Set(values.flatMap(value => mailboxes(value)).flatMap(each => comparable(each) ?? []))];
}

/** Longer values are cut: SES reports at most 10 KB of headers. */
const MAX_VALUE_LENGTH = 20_000;

/**
 * The domain in lower-case Punycode, and the local part as it is: SES ignores the case of the one and not of the other
 * (https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html).
 *
 * @returns undefined for what is no address
 */
function comparable(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const domain = address
    .slice(at + 1)
    .trim()
    .replace(/\.$/, "");
  const local = address.slice(0, at).trim();
  if (at < 0 || local === "" || domain === "" || /[\s@]/.test(domain)) return undefined;
  return `${unquoted(local)}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

/** `"jane.doe"` is the local part `jane.doe` (RFC 5321 §4.1.2). */
function unquoted(local: string): string {
  return /^".*"$/s.test(local) ? local.slice(1, -1).replace(/\\(.)/gs, "$1") : local;
}

/** The text of each address in a list, without names and comments. */
function mailboxes(value: string): string[] {
  const text = value.slice(0, MAX_VALUE_LENGTH);
  const found: string[] = [];
  // Of what is not closed once, nothing more is looked for: that would take time that grows with the square of the length.
  const open = { quoted: true, comment: true };
  let plain = "";
  let angle: string | undefined;
  const finish = () => {
    found.push(angle ?? plain);
    plain = "";
    angle = undefined;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "(" && open.comment) {
      const closing = endOfComment(text, index);
      if (closing === undefined) open.comment = false;
      else index = closing;
    } else if (character === '"') {
      const closing = open.quoted ? endOfQuoted(text, index) : undefined;
      if (closing === undefined) open.quoted = false;
      else plain += text.slice(index, closing + 1);
      index = closing ?? index;
    } else if (character === "<") {
      const closing = text.indexOf(">", index);
      const inside = text.slice(index + 1, closing < 0 ? text.length : closing);
      if (angle !== undefined) finish(); // two in one entry: SES rejects that, and a reader may show either
      angle = inside.slice(inside.startsWith("@") ? inside.indexOf(":") + 1 : 0); // <@route:address>
      index = closing < 0 ? text.length : closing;
    } else if (character === "," || character === ";") finish();
    else if (character === ":" && angle === undefined && !plain.includes("@"))
      plain = ""; // a group's name
    else plain += character;
  }
  finish();
  return found;
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let index = start + 1; index < text.length; index++) {
    if (text.charAt(index) === "\\") index++;
    else if (text.charAt(index) === '"') return index;
  }
  return undefined;
}

function endOfComment(text: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "\\") index++;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return index;
  }
  return undefined;
}
