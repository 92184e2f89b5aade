import { createSocket, type Socket } from "node:dgram";

/**
 * What precedes each document, and the variable with the daemon's address, which Lambda sets:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon,
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.
 */
const HEADER = '{"format": "json", "version": 1}\n';

/** A datagram carries no more; X-Ray takes 64 kB: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html. */
const MAX_DATAGRAM_BYTES = 63_000;

/** How long an invocation waits for datagrams to leave: the daemon is on the same machine. */
const MAX_FLUSH_MS = 100;

/** Sends documents to the X-Ray daemon by UDP. What cannot be sent is lost: tracing never disturbs the work. */
export class Daemon {
  private socket: Socket | undefined;
  private readonly sending = new Set<Promise<void>>();

  /** @param address such as `169.254.79.129:2000`, or `tcp:127.0.0.1:2000 udp:127.0.0.1:2001` */
  static at(address: string): Daemon | undefined {
    const udp = address.split(" ").find(part => !part.startsWith("tcp:")) ?? "";
    const [, host, port] = /^(?:udp:)?([\w.-]+):(\d+)$/.exec(udp) ?? [];
    return host === undefined ? undefined : new Daemon(host, Number(port));
  }

  private constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  send(document: object): void {
    const datagram = Buffer.from(HEADER + JSON.stringify(document));
    if (datagram.length > MAX_DATAGRAM_BYTES) return;
    this.socket ??= openSocket();
    const sent = new Promise<void>(resolve => {
      this.socket?.send(datagram, this.port, this.host, () => resolve());
    });
    this.sending.add(sent);
    void sent.then(() => this.sending.delete(sent));
  }

  /** Waits until everything has been sent: Lambda freezes the process as soon as an invocation ends. */
  async flush(): Promise<void> {
    if (this.sending.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>(resolve => (timer = setTimeout(resolve, MAX_FLUSH_MS)));
    await Promise.race([Promise.all(this.sending), timeout]);
    clearTimeout(timer);
  }
}

/** Keeps no process alive. */
function openSocket(): Socket {
  const socket = createSocket("udp4");
  socket.on("error", () => undefined);
  return socket.unref();
}
