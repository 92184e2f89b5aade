import { endOfComment } from "./comment";
import { reject } from "./rejection";

/** `null` as text at the end, which is how JavaMail's messages show it. */
export interface Token {
  kind: "atom" | "quoted" | "special" | "end";
  text: string | null;
}

/** The specials of MIME headers (RFC 2045, section 5.1), and whitespace. */
const SPECIALS = '()<>@,;:\\"\t []/?=';

/** Splits the value of a MIME header as JavaMail's HeaderTokenizer does. Comments are skipped. */
export class HeaderTokens {
  private index = 0;

  constructor(private readonly text: string) {}

  /** @throws InvalidMessage where a comment or quoted string does not end */
  next(): Token {
    this.skipSpace();
    if (this.index >= this.text.length) return { kind: "end", text: null };
    const character = this.text.charAt(this.index);
    if (character === '"') return { kind: "quoted", text: this.quoted() };
    if (isSpecial(character)) {
      this.index++;
      return { kind: "special", text: character };
    }
    const start = this.index;
    while (this.index < this.text.length && !isSpecial(this.text.charAt(this.index))) this.index++;
    return { kind: "atom", text: this.text.slice(start, this.index) };
  }

  private skipSpace(): void {
    for (; this.index < this.text.length; this.index++) {
      const character = this.text.charAt(this.index);
      if (character === "(") this.skipComment();
      else if (character !== " " && character !== "\t") return;
    }
  }

  private skipComment(): void {
    this.index = endOfComment(this.text, this.index);
    if (this.index >= this.text.length) reject("Unbalanced comments");
  }

  private quoted(): string {
    let value = "";
    for (this.index++; this.index < this.text.length; this.index++) {
      const character = this.text.charAt(this.index);
      if (character === '"') {
        this.index++;
        return value;
      }
      value += character === "\\" ? this.text.charAt(++this.index) : character;
    }
    return reject("Unbalanced quoted string");
  }
}

/** Control characters and non-ASCII letters stand alone, like a special. */
function isSpecial(character: string): boolean {
  return character < " " || character >= "\x7f" || SPECIALS.includes(character);
}
