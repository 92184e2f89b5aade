import type { Socket } from "node:net";

import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { SMTPConnection, type SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";

import { TIMED_OUT, toSesReply } from "./replies";

/** The bounds of a session. */
export interface SessionLimits {
  /** How long a client may be silent. */
  maxIdleMs: number;
  /** How long a message may take to arrive: a client that sends a little now and then is never silent. */
  maxDataMs: number;
}

/** A session takes about 50 kB. */
const MAX_SESSIONS = 1_000;

/** An smtp-server session with SES's replies. */
class SesConnection extends SMTPConnection {
  constructor(
    private readonly sesServer: SesServer,
    socket: Socket,
    options?: SMTPConnectionOptions | null,
  ) {
    super(sesServer, socket, options);
  }

  /** Skips smtp-server's 100 ms early-talker check: only local programs can connect. */
  override init(): void {
    this._setListeners(() => {
      if (this.sesServer.connections.size > MAX_SESSIONS)
        this.send(421, "Too many concurrent SMTP connections");
      else this.connectionReady();
    });
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(data)) {
      // SES ends its EHLO response with an extra line.
      super.send(code, [...data, "Ok"], context);
      return;
    }
    const [sesCode, text] = toSesReply(code, data ?? "", this.secure);
    super.send(sesCode, text, context);
    if (code === 421 && sesCode !== 421) this.close(); // smtp-server closes after 421 only
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    super.handler_DATA(command, callback);
    const stream = this._dataStream;
    if (!stream) return;
    const timer = setTimeout(() => {
      this.send(421, TIMED_OUT);
    }, this.sesServer.limits.maxDataMs);
    for (const event of ["finish", "close"]) stream.once(event, () => clearTimeout(timer));
  }

  /** SES also accepts addresses without angle brackets (https://repost.aws/knowledge-center/ses-501-errors-smtp-endpoint). */
  override _parseAddressCommand(name: string, command: Buffer | string): ParsedAddress {
    const line = command.toString().replace(/^([^:<]+:\s*)([^\s<>]+)/, "$1<$2>");
    return super._parseAddressCommand(name, line);
  }

  /** Sends 421 and closes the connection without waiting for the client to close it. */
  shutDown(): void {
    this.send(421, "Service shutting down");
    this._socket.destroySoon();
  }
}

type ParsedAddress = ReturnType<SMTPConnection["_parseAddressCommand"]>;

export class SesServer extends SMTPServer {
  constructor(
    options: SMTPServerOptions,
    readonly limits: SessionLimits,
  ) {
    super({ ...options, socketTimeout: limits.maxIdleMs });
  }

  override connect(socket: Socket, options?: SMTPConnectionOptions | null): void {
    const connection = new SesConnection(this, socket, options);
    this.connections.add(connection);
    connection.on("error", (error: Error) => this.emit("error", error));
    connection.init();
  }

  /** Stops listening, closes every session, and resolves when the port is free. */
  async shutDown(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.close(resolve);
    });
    for (const connection of this.connections) {
      if (connection instanceof SesConnection) connection.shutDown();
    }
    await closed;
  }
}
