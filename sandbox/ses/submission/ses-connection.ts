import type { Socket } from "node:net";

import { SMTPServer } from "smtp-server";
import { SMTPConnection, type SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";

import { toSesReply } from "./replies";

/** An smtp-server session with SES's replies. */
class SesConnection extends SMTPConnection {
  /** Skips smtp-server's 100 ms early-talker check: only local programs can connect. */
  override init(): void {
    this._setListeners(() => {
      this.connectionReady();
    });
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(data)) {
      // SES ends its EHLO response with an extra line.
      super.send(code, [...data, "Ok"], context);
    } else {
      super.send(...toSesReply(code, data ?? "", this.secure), context);
    }
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
