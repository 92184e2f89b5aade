import type { VirtualTime } from "./virtual-time";

interface Message {
  body: string;
  /** Milliseconds of the model's running time. */
  visibleAt: number;
  /** Of the last reception: earlier ones delete nothing while somebody else has the message. */
  handle: string | undefined;
}

export interface ReceivedMessage {
  body: string;
  handle: string;
}

/**
 * A standard queue: messages come in any order, at least once, and again unless they are deleted in time
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html).
 */
export class SqsModel {
  private readonly messages = new Set<Message>();
  private handles = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: () => number,
    /** How often a deleted message comes again, all the same. */
    private readonly resurrection = 0,
  ) {}

  send(body: string, delayMs = 0): void {
    this.messages.add({ body, visibleAt: this.time.running + delayMs, handle: undefined });
  }

  /** Up to `max` visible messages, in no order. */
  receive(max: number, visibilityMs: number): ReceivedMessage[] {
    const visible = [...this.messages].filter(({ visibleAt }) => visibleAt <= this.time.running);
    const taken = shuffled(visible, this.random).slice(0, max);
    return taken.map(message => {
      message.visibleAt = this.time.running + visibilityMs;
      message.handle = String(this.handles++);
      return { body: message.body, handle: message.handle };
    });
  }

  delete(handles: readonly string[]): void {
    for (const message of this.messages) {
      if (message.handle === undefined || !handles.includes(message.handle)) continue;
      this.messages.delete(message);
      if (this.random() < this.resurrection) this.send(message.body);
    }
  }

  /** `later`: messages that are delayed, or that somebody has received. */
  look(): "later" | "nothing" | "now" {
    if (this.messages.size === 0) return "nothing";
    return [...this.messages].some(({ visibleAt }) => visibleAt <= this.time.running) ? "now" : "later";
  }

  get bodies(): string[] {
    return [...this.messages].map(({ body }) => body);
  }
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map(value => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
