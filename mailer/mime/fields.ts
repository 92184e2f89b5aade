/** The fields of a message's header: ASCII only, folded, and read back by any parser as they were given. */
import { encodedWords } from "./encoded-words";

/** RFC 5322, section 2.1.1, and RFC 2047, section 2: lines with an encoded word. */
const MAX_LINE = 76;

/** Printable ASCII words with one space between them: folding at those spaces changes nothing. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** A name that needs no quotes: RFC 5322 atoms, without those that another program might take for syntax. */
const BARE_NAME = /^[A-Za-z0-9_-]+(?: [A-Za-z0-9_-]+)*$/;
const MAX_QUOTED_NAME = 60;

/**
 * One field. Folds between tokens only, and never right after the name: some servers take such a field as empty.
 *
 * @param tokens separated by one space each
 * @returns without the final line end
 */
export function field(name: string, tokens: readonly string[]): string {
  const lines: string[] = [];
  let line = `${name}:`;
  let isEmpty = true;
  for (const token of tokens) {
    if (!isEmpty && line.length + 1 + token.length > MAX_LINE) {
      lines.push(line);
      line = "";
    }
    line += ` ${token}`;
    isEmpty = false;
  }
  return [...lines, line].join("\r\n");
}

/** A field of any text. What looks like an encoded word is encoded too, so that it arrives as it was given. */
export function textField(name: string, text: string): string {
  return field(name, textTokens(text, name));
}

function textTokens(text: string, name: string): string[] {
  if (PLAIN.test(text) && !text.includes("=?")) return text.split(" ");
  return encodedWords(text, MAX_LINE - name.length - 2);
}

/** A field of mailboxes, such as To. */
export function mailboxField(name: string, mailboxes: readonly { address: string; name?: string }[]): string {
  return field(
    name,
    mailboxes.flatMap((mailbox, index) => {
      const tokens = mailboxTokens(mailbox, name);
      const last = tokens.pop() ?? "";
      return [...tokens, index < mailboxes.length - 1 ? `${last},` : last];
    }),
  );
}

function mailboxTokens({ address, name = "" }: { address: string; name?: string }, field: string): string[] {
  // A quoted local part may contain anything: only inside angle brackets is its end certain.
  if (name === "") return [address.startsWith('"') ? `<${address}>` : address];
  return [...nameTokens(name, field), `<${address}>`];
}

function nameTokens(name: string, field: string): string[] {
  if (BARE_NAME.test(name)) return name.split(" ");
  // Some receivers decode an encoded word inside quotes as well.
  const quotable = /^[ -~]+$/.test(name) && !name.includes("=?") && name.length <= MAX_QUOTED_NAME;
  if (quotable && name.trim() === name) return [`"${name.replace(/["\\]/g, "\\$&")}"`];
  return encodedWords(name, MAX_LINE - field.length - 2);
}
