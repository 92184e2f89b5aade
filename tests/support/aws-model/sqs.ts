import type { VirtualTime } from "./virtual-time";

interface Message {
  id: string;
  body: string;
  /** Milliseconds of the model's running time. */
  visibleAt: number;
  /** Of the last reception: earlier ones delete nothing while somebody else has the message. */
  handle: string | undefined;
}

/** Of a batch that is sent or deleted. */
interface Entry {
  Id: string;
  MessageBody: string;
  DelaySeconds?: number;
  ReceiptHandle: string;
}

interface ReceivedMessage {
  id: string;
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
  private sent = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: () => number,
    /** How often a deleted message comes again, all the same. */
    private readonly resurrection = 0,
  ) {}

  send(body: string, delayMs = 0): void {
    const id = `message-${this.sent++}`;
    this.messages.add({ id, body, visibleAt: this.time.running + delayMs, handle: undefined });
  }

  /** The calls of an SDK's client. */
  call(operation: string, input: Readonly<Record<string, unknown>>): unknown {
    const entries = (input.Entries ?? []) as Entry[];
    switch (operation) {
      case "SendMessage":
        return this.send(String(input.MessageBody));
      case "SendMessageBatch":
        for (const { MessageBody, DelaySeconds = 0 } of entries) this.send(MessageBody, DelaySeconds * 1000);
        return { Successful: entries.map(({ Id }) => ({ Id })) };
      case "ReceiveMessage": {
        const received = this.receive(
          Number(input.MaxNumberOfMessages),
          Number(input.VisibilityTimeout) * 1000,
        );
        return {
          Messages: received.map(({ id, body, handle }) => ({
            MessageId: id,
            Body: body,
            ReceiptHandle: handle,
          })),
        };
      }
      case "DeleteMessage":
        return this.delete([String(input.ReceiptHandle)]);
      case "ChangeMessageVisibility":
        return this.release(String(input.ReceiptHandle));
      case "DeleteMessageBatch":
        this.delete(entries.map(({ ReceiptHandle }) => ReceiptHandle));
        return { Successful: entries.map(({ Id }) => ({ Id })) };
      case "GetQueueAttributes":
        return { Attributes: this.counts() };
      default:
        throw new Error(`The model has no SQS ${operation}.`);
    }
  }

  /** Exact here; SQS's are approximate. */
  private counts(): Record<string, string> {
    const visible = [...this.messages].filter(({ visibleAt }) => visibleAt <= this.time.running).length;
    return {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(this.messages.size - visible),
      ApproximateNumberOfMessagesDelayed: "0",
    };
  }

  /** Up to `max` visible messages, in no order. */
  receive(max: number, visibilityMs: number): ReceivedMessage[] {
    const visible = [...this.messages].filter(({ visibleAt }) => visibleAt <= this.time.running);
    const taken = shuffled(visible, this.random).slice(0, max);
    return taken.map(message => {
      message.visibleAt = this.time.running + visibilityMs;
      message.handle = String(this.handles++);
      return { id: message.id, body: message.body, handle: message.handle };
    });
  }

  delete(handles: readonly string[]): void {
    for (const message of this.messages) {
      if (message.handle === undefined || !handles.includes(message.handle)) continue;
      this.messages.delete(message);
      if (this.random() < this.resurrection) this.send(message.body);
    }
  }

  /** Makes a message visible at once. */
  private release(handle: string): void {
    for (const message of this.messages) if (message.handle === handle) message.visibleAt = this.time.running;
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
