import { hasControlCharacter } from "../config/checker";
import { type Fault, MailerError } from "../errors/mailer-error";
import { type Mailbox, parseAddress } from "./addresses";

/** RFC 5322, section 2.1.1 has 998 characters a line; a value is folded at its spaces only. */
const MOST_UNBROKEN = 900;
const UNBROKEN = new RegExp(`[!-~]{${MOST_UNBROKEN + 1}}`);

/** Reads the fields of a message of unknown shape and collects what is wrong, so that all faults are told at once. */
export class MessageFaults {
  readonly list: Fault[] = [];

  add(key: string, message: string): void {
    this.list.push({ key, message });
  }

  /** One line of text, whatever its letters. @returns whether it is */
  line(key: string, value: unknown): value is string {
    if (typeof value !== "string") this.add(key, "must be a text");
    else if (hasControlCharacter(value)) this.add(key, "holds a line break or another control character");
    else if (UNBROKEN.test(value))
      this.add(key, `holds more than ${MOST_UNBROKEN} characters without a space, which no header line may`);
    else return true;
    return false;
  }

  /** Any text; an object in its place could name a file that nodemailer would read. */
  text(key: string, value: unknown): void {
    if (value !== undefined && typeof value !== "string") this.add(key, "must be a text");
  }

  /** @returns the fields; none where it is no object */
  object(key: string, value: unknown): Readonly<Record<string, unknown>> {
    if (value === undefined) return {};
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
    this.add(key, "must be an object");
    return {};
  }

  /** A misspelt field would be left out of the message, and nobody would know. */
  known(prefix: string, fields: Readonly<Record<string, unknown>>, known: readonly string[]): void {
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined && !known.includes(key))
        this.add(`${prefix}${JSON.stringify(key)}`, `is no field here: there are ${known.join(", ")}`);
    }
  }

  mailbox(key: string, input: unknown): Mailbox | undefined {
    const { address, name } = typeof input === "string" ? { address: input } : this.parts(key, input);
    if (address === undefined) return undefined;
    const parsed = parseAddress(address);
    if (hasControlCharacter(address)) this.add(key, "holds a line break or another control character");
    else if (!parsed) this.add(key, `${shortened(address)} is not one e-mail address${asciiHint(address)}`);
    else {
      const called = name ?? parsed.name;
      if (called === undefined) return { address: parsed.address };
      if (this.line(key, called)) return { address: parsed.address, name: called };
    }
    return undefined;
  }

  mailboxes(key: string, input: unknown): Mailbox[] {
    const inputs: readonly unknown[] = input === undefined ? [] : Array.isArray(input) ? input : [input];
    return inputs.flatMap(one => this.mailbox(key, one) ?? []);
  }

  throwIfAny(): void {
    if (this.list.length === 0) return;
    const text = this.list.map(({ key, message }) => `${key}: ${message}`).join("; ");
    throw new MailerError("invalid_message", `The message cannot be sent: ${text}.`, { faults: this.list });
  }

  private parts(key: string, input: unknown): { address?: string; name?: string } {
    const { address, name } = (typeof input === "object" && input !== null ? input : {}) as Partial<Mailbox>;
    if (typeof address === "string" && (name === undefined || typeof name === "string"))
      return name === undefined ? { address } : { address, name };
    this.add(key, "must be an address: a text, or { name, address }");
    return {};
  }
}

/** https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html: only the domain may have other letters. */
function asciiHint(address: string): string {
  const local = address.slice(0, Math.max(address.lastIndexOf("@"), 0));
  return /[^ -~]/.test(local) ? ": the part before the @ must be ASCII" : "";
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
