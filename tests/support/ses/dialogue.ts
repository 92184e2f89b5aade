import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

import { ALICE, type Bench } from "./local-ses";

/** A scripted SMTP session, for input that a correct client never sends. */
export class Dialogue {
  private readonly waiting: ((reply: string) => void)[] = [];
  private readonly replies: string[] = [];
  private buffer = "";
  private closed = false;

  private constructor(private socket: net.Socket) {
    this.attach(socket);
  }

  /** Connects. @returns the session and its greeting */
  static async open(port: number): Promise<{ session: Dialogue; greeting: string }> {
    const session = new Dialogue(net.connect(port, "127.0.0.1"));
    return { session, greeting: await session.reply() };
  }

  /** A session over STARTTLS, authenticated unless `login` is false. */
  static async secure({ ses, password }: Bench, login = true): Promise<Dialogue> {
    const { session } = await Dialogue.open(ses.smtp.port);
    await session.say("EHLO client.test");
    await session.startTls(ses.smtp.caPem);
    await session.say("EHLO client.test");
    if (login) await session.say(`AUTH PLAIN ${plain(ALICE, password)}`);
    return session;
  }

  async say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** Sends a whole mail transaction. @returns the reply to its last step */
  async submit(from: string, to: readonly string[], message: string): Promise<string> {
    await this.say(`MAIL FROM:<${from}>`);
    for (const address of to) await this.say(`RCPT TO:<${address}>`);
    await this.say("DATA");
    return this.say(`${message}\r\n.`);
  }

  async startTls(ca: string): Promise<void> {
    await this.say("STARTTLS");
    this.socket.removeAllListeners("data");
    const secure = tls.connect({ socket: this.socket, ca, host: "127.0.0.1" });
    await once(secure, "secureConnect");
    this.socket = secure;
    this.attach(secure);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** What the server says without being asked, or `(closed)`. */
  next(): Promise<string> {
    return this.reply();
  }

  private async reply(): Promise<string> {
    if (this.closed && this.replies.length === 0) return "(closed)";
    const ready = this.replies.shift();
    if (ready !== undefined) return ready;
    return new Promise(resolve => this.waiting.push(resolve));
  }

  private attach(socket: net.Socket): void {
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.closed = true;
      this.waiting.splice(0).forEach(resolve => {
        resolve("(closed)");
      });
    });
    socket.on("data", (chunk: Buffer) => {
      this.buffer += chunk.toString();
      for (;;) {
        const [whole] = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.buffer) ?? [];
        if (whole === undefined) return;
        this.buffer = this.buffer.slice(whole.length);
        const next = this.waiting.shift();
        if (next) next(whole.trimEnd());
        else this.replies.push(whole.trimEnd());
      }
    });
  }
}

export function plain(user: string, password: string): string {
  return Buffer.from(`\0${user}\0${password}`).toString("base64");
}
