import { bounded, visible } from "./visible";

const REDACTED = "[secret]";

/** Fewer characters of a secret than this say little about it, and occur in ordinary words. */
const MIN_PART = 6;
/** As hex, a byte is two characters. */
const MIN_HEX_PART = 12;

/** Before it is searched: the rest of a longer text is never shown. The search takes time in proportion to it. */
const MAX_SEARCHED = 16 * 1_024;

/**
 * What a server may put between the pieces of a text that it repeats: spaces, line ends with the code of the next line
 * (RFC 5321, section 4.2.1), and any other invisible character.
 */
const BETWEEN = /[\r\n]+\d{3}[- ](?:\d\.\d{1,3}\.\d{1,3} )?|[\s\p{C}]+/gu;
/** Between the bytes of a hex dump, or groups of characters: punctuation, and the marks `0x` and `\x`. */
const BETWEEN_HEX = /[\r\n]+\d{3}[- ](?:\d\.\d{1,3}\.\d{1,3} )?|0x|\\x|&#x|[^0-9a-z]+/giu;

/** A text without what matches, and where each of its characters stood. */
interface Condensed {
  text: string;
  places: readonly number[];
}

/**
 * Makes a server's text fit to be shown: redacts a login's secrets (some servers echo the command they received), makes
 * control characters visible and limits its length.
 *
 * Secrets are the password and its encodings in AUTH PLAIN and LOGIN (RFC 4616), also as hex or URL-encoded, split by
 * spaces or over lines, and in part: the server, or a limit on the way, may have cut them anywhere.
 */
export function redactor(
  login: { username: string; password: string } | undefined,
): (text: string) => string {
  if (!login || login.password === "") return text => bounded(visible(text.slice(0, MAX_SEARCHED)));
  const encoded = encodings(login).filter(form => form.length >= MIN_PART);
  const plain = [login.password, ...encoded].map(form => condensed(form, BETWEEN).text);
  const letters = [login.password, ...encoded].flatMap(form => [
    Buffer.from(form).toString("hex"),
    condensed(form, BETWEEN_HEX).text,
  ]);
  const searches = [
    { forms: partsOf(plain, MIN_PART), between: BETWEEN },
    {
      forms: partsOf(
        letters.filter(form => form.length >= MIN_HEX_PART),
        MIN_HEX_PART,
      ),
      between: BETWEEN_HEX,
    },
  ];
  return text => {
    const searched = text.slice(0, MAX_SEARCHED);
    const secret = new Uint8Array(searched.length);
    for (const { forms, between } of searches) mark(condensed(searched, between), forms, secret);
    return bounded(visible(withoutMarked(searched, secret)));
  };
}

/** The ways in which a server may repeat the password, other than as it is. */
function encodings({ username, password }: { username: string; password: string }): string[] {
  const base64 = (value: string) => Buffer.from(value).toString("base64");
  return [
    encodeURIComponent(password),
    JSON.stringify(password).slice(1, -1),
    base64(password),
    base64(`\0${username}\0${password}`),
    ...insideBase64(password),
  ].flatMap(form => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** Base64 of a text that contains the password: depends on where it begins among groups of three bytes. */
function insideBase64(password: string): string[] {
  const bytes = Buffer.from(password);
  return [0, 1, 2].map(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // The first and the last characters also carry bits of the neighbors.
    return encoded.slice(before === 0 ? 0 : before + 1).replace(/.?=+$/, "");
  });
}

/** By length: every run of that many characters of a secret, in lower case. */
type Parts = ReadonlyMap<number, ReadonlySet<string>>;

/** A secret shorter than the limit counts as a whole. */
function partsOf(forms: readonly string[], limit: number): Parts {
  const byLength = new Map<number, Set<string>>();
  for (const form of new Set(forms.map(lowerCased))) {
    const length = Math.min(limit, form.length);
    if (length === 0) continue;
    const parts = byLength.get(length) ?? new Set();
    for (let at = 0; at + length <= form.length; at++) parts.add(form.slice(at, at + length));
    byLength.set(length, parts);
  }
  return byLength;
}

function condensed(text: string, between: RegExp): Condensed {
  const kept: string[] = [];
  const places: number[] = [];
  let from = 0;
  const keep = (to: number) => {
    kept.push(text.slice(from, to));
    for (let at = from; at < to; at++) places.push(at);
  };
  for (const match of text.matchAll(between)) {
    keep(match.index);
    from = match.index + match[0].length;
  }
  keep(text.length);
  return { text: kept.join(""), places };
}

/** Marks every character of the original text that belongs to a part of a secret. */
function mark({ text, places }: Condensed, byLength: Parts, secret: Uint8Array): void {
  const lower = lowerCased(text);
  for (const [length, parts] of byLength) {
    for (let at = 0; at + length <= lower.length; at++) {
      if (!parts.has(lower.slice(at, at + length))) continue;
      // What stands between its characters as well: it is a part of the secret as it was sent.
      secret.fill(1, places[at] ?? 0, (places[at + length - 1] ?? 0) + 1);
    }
  }
}

function withoutMarked(text: string, secret: Uint8Array): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    if (secret[at] === 0) result += text.charAt(at);
    else if (at === 0 || secret[at - 1] === 0) result += REDACTED;
  }
  return result;
}

/** Of ASCII alone: in other scripts, lower case may have another length. */
function lowerCased(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}
