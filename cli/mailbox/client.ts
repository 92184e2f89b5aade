import { type Signer, signer } from "../api/sign";
import { CommandError } from "../shared/context";

/** A message as the sandbox's mailbox lists it. Times are ISO 8601. */
export interface ListedMessage {
  id: string;
  receivedAt: string;
  /** The IAM user that sent it. */
  user: string;
  envelope: { from: string; to: string[] };
  subject: string;
  configurationSet?: string;
  /** Bytes. */
  size: number;
  /** Types of SES's events about it, such as `Delivery`. */
  status: string[];
}

/** A message that local SES refused. */
export interface RefusedMessage extends Pick<
  ListedMessage,
  "id" | "receivedAt" | "user" | "envelope" | "subject"
> {
  /** The SMTP reply. */
  reply: string;
}

export interface ShownMessage extends ListedMessage {
  events: { at: string; event: string; recipients: string[]; detail?: string; unpublished?: string[] }[];
  headers: { name: string; value: string }[];
  text?: string;
  html?: string;
  attachments: { filename: string | null; mimeType: string; size: number }[];
  /** Why there is nothing to show but the source. */
  problem?: string;
}

/** On this machine; longer than a message takes to be parsed. */
const MAX_WAIT_MS = 20_000;

/** The mailbox of the sandbox's local SES. */
export class MailboxClient {
  private readonly sign: Signer;

  /** @param url of its list of messages @param region of the sandbox */
  constructor(
    private readonly url: string,
    region: string,
  ) {
    this.sign = signer(region);
  }

  /** Newest first. @param text in the sender, a recipient, the subject or the user */
  async list(text: string): Promise<{ accepted: ListedMessage[]; refused: RefusedMessage[] }> {
    const query = new URLSearchParams({ any: text }).toString();
    const [accepted, refused] = await Promise.all([
      this.get(`/messages?${query}`),
      this.get(`/refused?${query}`),
    ]);
    return {
      accepted: (await accepted.json()) as ListedMessage[],
      refused: (await refused.json()) as RefusedMessage[],
    };
  }

  /** @returns undefined if there is none, or no longer */
  async message(id: string): Promise<ShownMessage | undefined> {
    const response = await this.get(`/messages/${encodeURIComponent(id)}`);
    return response.ok ? ((await response.json()) as ShownMessage) : undefined;
  }

  /** The HTML body, with the images that came with the message. */
  async html(id: string): Promise<string | undefined> {
    const response = await this.get(`/messages/${encodeURIComponent(id)}/html`);
    return response.ok ? await response.text() : undefined;
  }

  /** As it was sent. */
  async source(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return bytesOf(await this.get(`/messages/${encodeURIComponent(id)}/raw`));
  }

  async attachment(id: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return bytesOf(await this.get(`/messages/${encodeURIComponent(id)}/attachments/${index}`));
  }

  /** Forgets all messages. */
  async clear(): Promise<void> {
    const url = new URL("/messages", this.url);
    const headers = await this.sign({ method: "DELETE", url, headers: {}, body: "" });
    const response = await this.fetch(url, { method: "DELETE", headers });
    if (response.ok) return;
    const { message } = (await response.json()) as { message: string };
    throw new CommandError(`The sandbox's mailbox was not cleared: ${message}`);
  }

  private get(path: string): Promise<Response> {
    return this.fetch(new URL(path, this.url), {});
  }

  private async fetch(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, signal: AbortSignal.timeout(MAX_WAIT_MS) });
    } catch (cause) {
      throw new CommandError("The sandbox's mailbox does not answer: check that npm start is running.", {
        cause,
      });
    }
  }
}

async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}
