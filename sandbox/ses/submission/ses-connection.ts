import type { Socket } from "node:net";

import { SMTPServer } from "smtp-server";
import { SMTPConnection, type SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";

import { inSesWords } from "./replies";

/** smtp-server's session speaking in SES's words. */
class SesConnection extends SMTPConnection {
  /** Without smtp-server's wait of 100 ms for clients that talk too soon: no spammer comes by 127.0.0.1. */
  override init(): void {
    this._setListeners(() => {
      this.connectionReady();
    });
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(data)) {
      // SES closes its list of extensions with a line of its own.
      super.send(code, [...data, "Ok"], context);
    } else {
      super.send(...inSesWords(code, data ?? "", this.secure), context);
    }
  }

  /** SES also takes addresses without angle brackets (https://repost.aws/knowledge-center/ses-501-errors-smtp-endpoint). */
  override _parseAddressCommand(name: string, command: Buffer | string): ParsedAddress {
    const line = command.toString().replace(/^([^:<]+:\s*)([^\s<>]+)/, "$1<$2>");
    return super._parseAddressCommand(name, line);
  }

  /** Says goodbye and leaves, without waiting for the client's side. */
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

  /** Stops listening, ends every session, and resolves when the port is free. */
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
