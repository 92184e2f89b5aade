import type net from "node:net";
import tls from "node:tls";
import { type Action, type FaultyServerOptions, LAST_LINE, type Ledger, NOTHING, type Stage } from "./faults";

/** What a conversation needs of its server. */
export interface ConversationServer {
  readonly ledger: Map<string, Ledger>;
  readonly messages: string[];
  readonly commands: string[];
  readonly options: FaultyServerOptions;
  take(stage: Stage): Action | undefined;
  track(socket: net.Socket): void;
}

/** One client's SMTP session, with the faults of its server. */
export class FaultyConversation {
  private buffer = "";
  private inBody = false;
  private deaf = false;
  /** A reply before the final dot stands: a message gets one reply. */
  private early: string | undefined;
  private unread: Ledger | undefined;
  private busy = Promise.resolve();

  constructor(
    private readonly server: ConversationServer,
    private socket: net.Socket,
    private secure: boolean,
  ) {}

  start(): void {
    this.listen();
    this.enqueue(() => this.answer("greeting", "220 faulty.test ESMTP"));
  }

  private listen(): void {
    this.socket.on("data", (chunk: Buffer) => {
      this.buffer += chunk.toString("latin1");
      this.enqueue(() => this.read());
    });
  }

  private enqueue(step: () => Promise<void>): void {
    this.busy = this.busy.then(() => (this.deaf ? undefined : step()));
  }

  private async read(): Promise<void> {
    for (;;) {
      if (this.deaf) return;
      if (this.inBody) {
        if (await this.body()) continue;
        return;
      }
      const end = this.buffer.indexOf("\r\n");
      if (end < 0) return;
      const line = this.buffer.slice(0, end);
      this.buffer = this.buffer.slice(end + 2);
      await this.command(line);
    }
  }

  private async command(line: string): Promise<void> {
    this.server.commands.push(line);
    if (this.unread) this.unread.read++;
    this.unread = undefined;
    const verb = line.slice(0, 4).toUpperCase();
    const { certificate, extensions = [], login } = this.server.options;
    if (verb === "EHLO") {
      const starttls = certificate && !this.secure ? ["STARTTLS"] : [];
      const lines = ["faulty.test", "AUTH PLAIN LOGIN", "SIZE 50000000", ...starttls, ...extensions];
      const text = lines.map((one, index) => `250${index < lines.length - 1 ? "-" : " "}${one}`).join("\r\n");
      return this.answer("ehlo", text);
    }
    if (verb === "STAR") return this.starttls();
    if (verb === "AUTH") {
      const [, user = "", password = ""] = Buffer.from(line.slice(11), "base64").toString().split("\0");
      const good = login?.(user, password) ?? true;
      return this.answer(
        "auth",
        good ? "235 Authentication successful." : "535 Authentication Credentials Invalid",
      );
    }
    if (verb === "MAIL") return this.answer("mail", "250 Ok");
    if (verb === "RCPT") return this.answer("rcpt", "250 Ok");
    if (verb === "RSET") return this.answer("rset", "250 Ok");
    if (verb === "DATA") {
      await this.answer("data", "354 End data with <CR><LF>.<CR><LF>", () => (this.inBody = true));
      return;
    }
    if (verb === "QUIT") this.socket.end("221 Bye\r\n");
    else this.socket.write("250 Ok\r\n"); // any other command
  }

  /** @returns whether there may be more to read */
  private async body(): Promise<boolean> {
    const fault = this.buffer === "" ? undefined : this.server.take("body");
    if (fault && !(await this.misbehave(fault))) {
      if (fault.kind !== "reply") return false;
      this.early = fault.text;
    }
    const end = this.buffer.indexOf("\r\n.\r\n");
    if (end < 0) return false;
    const message = this.buffer.slice(0, end);
    this.buffer = this.buffer.slice(end + 5);
    this.inBody = false;
    const early = this.early;
    this.early = undefined;
    if (early !== undefined && /^[45]/.test(early)) return !this.deaf;
    const refusal = early === undefined ? this.server.take("end") : undefined;
    if (refusal && !(await this.misbehave(refusal))) return !this.deaf;
    const entry = this.entry(message);
    entry.taken++;
    if (!message.includes(LAST_LINE)) entry.truncated++;
    this.server.messages.push(message);
    if (early === undefined) await this.confirm(entry);
    else if (early.startsWith("250")) this.count(entry);
    return !this.deaf;
  }

  private async confirm(entry: Ledger): Promise<void> {
    const fault = this.server.take("taken");
    if (fault?.kind === "reply" && fault.text.startsWith("250")) this.count(entry);
    if (fault && !(await this.misbehave(fault))) return;
    this.count(entry);
    this.socket.write(`250 Ok 0100018f-${this.server.messages.length}-000000\r\n`);
  }

  private count(entry: Ledger): void {
    entry.confirmed++;
    this.unread = entry;
  }

  private entry(message: string): Ledger {
    const subject = /^Subject: (.*)$/m.exec(message)?.[1]?.trim() ?? "";
    const entry = this.server.ledger.get(subject) ?? { ...NOTHING };
    this.server.ledger.set(subject, entry);
    return entry;
  }

  private async answer(stage: Stage, text: string, then?: () => void): Promise<void> {
    const fault = this.server.take(stage);
    if (fault && !(await this.misbehave(fault))) return;
    then?.();
    this.socket.write(`${text}\r\n`);
  }

  /** @returns whether to continue as if nothing had happened */
  private async misbehave(action: Action): Promise<boolean> {
    switch (action.kind) {
      case "slow":
        await new Promise(resolve => setTimeout(resolve, action.ms));
        return true;
      case "reply":
        this.socket.write(`${action.text}\r\n`);
        if (action.text.startsWith("421")) this.stop(() => this.socket.end());
        return false;
      case "half":
        this.stop(() => this.socket.end(action.text));
        return false;
      case "drop":
        this.stop(() => this.socket.destroy());
        return false;
      case "drip":
        this.stop(() => this.drip(action.text, action.everyMs));
        return false;
      case "hang":
        this.stop(() => undefined);
        return false;
    }
  }

  private drip(text: string, everyMs: number): void {
    const { socket } = this;
    let sent = 0;
    const timer = setInterval(() => socket.write(text.charAt(sent++ % text.length)), everyMs);
    socket.once("close", () => {
      clearInterval(timer);
    });
  }

  private stop(how: () => unknown): void {
    this.deaf = true;
    how();
  }

  private async starttls(): Promise<void> {
    const fault = this.server.take("starttls");
    if (fault && !(await this.misbehave(fault))) return;
    this.socket.removeAllListeners("data");
    this.buffer = "";
    this.socket.write("220 Ready to start TLS\r\n");
    const secured = new tls.TLSSocket(this.socket, { isServer: true, ...this.server.options.certificate });
    this.server.track(secured);
    this.socket = secured;
    this.secure = true;
    this.listen();
  }
}
