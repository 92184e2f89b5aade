import net from "node:net";
import tls from "node:tls";
import { once } from "node:events";
import { FaultyConversation } from "./faulty-conversation";
import type { Action, InjectedFault, FaultyServerOptions, Ledger, Stage } from "./faults";

/** An SMTP server that injects each fault once, in the given order per stage. */
export class FaultyServer {
  readonly ledger = new Map<string, Ledger>();
  readonly messages: string[] = [];
  /** As they arrived, logins included. */
  readonly commands: string[] = [];
  connections = 0;
  faults: InjectedFault[] = [];
  private readonly sockets = new Set<net.Socket>();

  private constructor(
    readonly server: net.Server,
    readonly options: FaultyServerOptions,
  ) {}

  static async start(options: FaultyServerOptions = {}): Promise<FaultyServer> {
    const { certificate } = options;
    const server = options.secure ? tls.createServer({ ...certificate }) : net.createServer();
    const faulty = new FaultyServer(server, options);
    server.on(options.secure ? "secureConnection" : "connection", (socket: net.Socket) => {
      faulty.accept(socket);
    });
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return faulty;
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  /** Open connections. */
  get open(): number {
    return this.sockets.size;
  }

  /** Clears messages and faults, and drops open connections. */
  reset(faults: readonly InjectedFault[] = []): void {
    this.dropAll();
    this.ledger.clear();
    this.messages.length = 0;
    this.commands.length = 0;
    this.connections = 0;
    this.faults = [...faults];
  }

  dropAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.dropAll();
    this.server.close();
    await once(this.server, "close");
  }

  take(stage: Stage): Action | undefined {
    const index = this.faults.findIndex(fault => fault.stage === stage);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0]?.action;
  }

  track(socket: net.Socket): void {
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => this.sockets.delete(socket));
  }

  private accept(socket: net.Socket): void {
    this.connections++;
    this.track(socket);
    new FaultyConversation(this, socket, this.options.secure ?? false).start();
  }
}
