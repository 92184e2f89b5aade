import type { Fate } from "../delivery/deliveries";
import type { AcceptedMessage, RefusedMessage } from "../submission/accepted-message";

export interface MailboxLimits {
  messages: number;
  bytes: number;
}

/** Each value matches anywhere in its field, case-insensitively. */
export interface MailboxFilter {
  to?: string;
  from?: string;
  subject?: string;
  /** In any of these, or the IAM user. */
  any?: string;
}

const MAX_SIZE: MailboxLimits = { messages: 1_000, bytes: 256 * 1024 * 1024 };

/**
 * The messages that local SES accepted, with what became of them, and those that it refused. In memory; the oldest are
 * dropped when there are too many.
 */
export class Mailbox {
  private readonly messages = new Map<string, AcceptedMessage>();
  private readonly fates = new Map<string, Fate[]>();
  private refused: RefusedMessage[] = [];
  private bytes = 0;

  constructor(private readonly limits: MailboxLimits = MAX_SIZE) {}

  add(message: AcceptedMessage): void {
    this.messages.set(message.id, message);
    this.bytes += message.raw.length;
    for (const oldest of this.messages.values()) {
      if (this.messages.size <= this.limits.messages && this.bytes <= this.limits.bytes) break;
      this.messages.delete(oldest.id);
      this.fates.delete(oldest.id);
      this.bytes -= oldest.raw.length;
    }
  }

  addRefused(message: RefusedMessage): void {
    this.refused = [...this.refused.slice(1 - this.limits.messages), message];
  }

  /** Notes what happened to a message, unless it was dropped already. */
  note(id: string, fate: Fate): void {
    if (this.messages.has(id)) this.fates.set(id, [...this.fatesOf(id), fate]);
  }

  /** Newest first. */
  list(filter: MailboxFilter = {}): readonly AcceptedMessage[] {
    return [...this.messages.values()].reverse().filter(message => matches(message, filter));
  }

  /** Newest first. */
  listRefused(filter: MailboxFilter = {}): readonly RefusedMessage[] {
    return this.refused.filter(message => matches(message, filter)).reverse();
  }

  /** In order. */
  fatesOf(id: string): readonly Fate[] {
    return this.fates.get(id) ?? [];
  }

  get(id: string): AcceptedMessage | undefined {
    return this.messages.get(id);
  }

  clear(): void {
    this.messages.clear();
    this.fates.clear();
    this.refused = [];
    this.bytes = 0;
  }
}

function matches(
  { envelope, subject: text, user }: Pick<AcceptedMessage, "envelope" | "subject" | "user">,
  { to, from, subject, any }: MailboxFilter,
): boolean {
  return (
    [...envelope.to, envelope.from, text, user].some(field => contains(field, any)) &&
    envelope.to.some(address => contains(address, to)) &&
    contains(envelope.from, from) &&
    contains(text, subject)
  );
}

function contains(text: string, part = ""): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
