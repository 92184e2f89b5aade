import { checkAddress } from "./address-syntax";
import { endOfComment } from "./comment";
import { reject } from "./rejection";

/**
 * Splits a list of addresses as JavaMail's InternetAddress.parseHeader does in strict mode, and validates each: this is
 * how SES reads From, Sender, Reply-To, To, Cc and Bcc. Like JavaMail it takes what is in angle brackets for the address,
 * and ignores what else stands beside them.
 *
 * @returns the addresses, those in groups included, as written
 * @throws InvalidMessage with JavaMail's text
 */
export function parseAddressList(text: string): string[] {
  return new ListReader(text).read().flatMap(entry => {
    if (entry.kind === "group") return parseAddressList(entry.members);
    checkAddress(entry.address, { route: true, complete: true });
    return [entry.address];
  });
}

type Entry = { kind: "address"; address: string } | { kind: "group"; members: string };

class ListReader {
  private readonly entries: Entry[] = [];
  private index = 0;
  /** Where the entry begins and its address ends; -1 where it does not yet. */
  private start = -1;
  private end = -1;
  /** The entry has an address in angle brackets. */
  private angle = false;
  /** Where the members of a group begin; -1 outside a group. */
  private group = -1;

  constructor(private readonly text: string) {}

  read(): Entry[] {
    for (; this.index < this.text.length; this.index++) this.readCharacter(this.text.charAt(this.index));
    if (this.start >= 0) this.finishAddress();
    return this.entries;
  }

  private readCharacter(character: string): void {
    switch (character) {
      case "(":
        return this.comment();
      case "<":
        return this.angleAddress();
      case ")":
      case ">":
        return reject(`Missing '${character === ")" ? "(" : "<"}'`);
      case '"':
      case "[":
        this.begin();
        return this.skipTo(character === "[" ? "]" : character);
      case ":":
        if (this.group >= 0) reject("Nested group");
        this.begin();
        this.group = this.index + 1;
        return;
      case ";":
        return this.finishGroup();
      case ",":
        if (this.group >= 0) this.angle = false;
        else if (this.start >= 0) this.finishAddress();
        return;
      case " ":
      case "\t":
        return;
      default:
        this.begin();
    }
  }

  private begin(): void {
    if (this.start === -1) this.start = this.index;
  }

  /** An address ends before the first comment. */
  private comment(): void {
    if (this.start >= 0 && this.end === -1) this.end = this.index;
    this.index = endOfComment(this.text, this.index);
    if (this.index >= this.text.length) reject("Missing ')'");
  }

  private angleAddress(): void {
    if (this.angle) reject("Extra route-addr");
    const opened = this.index;
    let quoted = false;
    for (this.index++; this.index < this.text.length; this.index++) {
      const character = this.text.charAt(this.index);
      if (character === "\\") this.index++;
      else if (character === '"') quoted = !quoted;
      else if (character === ">" && !quoted) break;
    }
    if (quoted) reject("Missing '\"'");
    if (this.index >= this.text.length) reject("Missing '>'");
    if (this.group === -1) this.start = opened + 1;
    this.angle = true;
    this.end = this.index;
  }

  private skipTo(closing: string): void {
    for (this.index++; this.index < this.text.length; this.index++) {
      const character = this.text.charAt(this.index);
      if (character === "\\") this.index++;
      else if (character === closing) return;
    }
    reject(`Missing '${closing}'`);
  }

  private finishAddress(): void {
    const address = this.text.slice(this.start, this.end === -1 ? this.index : this.end).trim();
    checkAddress(address, { route: this.angle, complete: false });
    this.next({ kind: "address", address });
  }

  private finishGroup(): void {
    if (this.group === -1) reject("Illegal semicolon, not in group");
    this.next({ kind: "group", members: this.text.slice(this.group, this.index) });
  }

  private next(entry: Entry): void {
    this.entries.push(entry);
    this.start = this.end = this.group = -1;
    this.angle = false;
  }
}
