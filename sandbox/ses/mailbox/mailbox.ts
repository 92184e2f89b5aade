import type { AcceptedMessage } from "../submission/submission-server";

export interface MailboxLimits {
  messages: number;
  bytes: number;
}

/** Each value matches anywhere in its field, case-insensitively. */
export interface MailboxFilter {
  to?: string;
  from?: string;
  subject?: string;
}

const MAX_SIZE: MailboxLimits = { messages: 1_000, bytes: 256 * 1024 * 1024 };

/** The messages that local SES accepted, in memory; the oldest are dropped when there are too many. */
export class Mailbox {
  private readonly messages = new Map<string, AcceptedMessage>();
  private bytes = 0;

  constructor(private readonly limits: MailboxLimits = MAX_SIZE) {}

  add(message: AcceptedMessage): void {
    this.messages.set(message.id, message);
    this.bytes += message.raw.length;
    for (const oldest of this.messages.values()) {
      if (this.messages.size <= this.limits.messages && this.bytes <= this.limits.bytes) break;
      this.messages.delete(oldest.id);
      this.bytes -= oldest.raw.length;
    }
  }

  /** Newest first. */
  list({ to, from, subject }: MailboxFilter = {}): readonly AcceptedMessage[] {
    return [...this.messages.values()]
      .reverse()
      .filter(
        message =>
          message.envelope.to.some(address => contains(address, to)) &&
          contains(message.envelope.from, from) &&
          contains(message.subject, subject),
      );
  }

  get(id: string): AcceptedMessage | undefined {
    return this.messages.get(id);
  }

  clear(): void {
    this.messages.clear();
    this.bytes = 0;
  }
}

function contains(text: string, part = ""): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
