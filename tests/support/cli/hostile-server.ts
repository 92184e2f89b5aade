import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** A server that answers as it likes. */
export interface HostileServer {
  url: string;
  /** What it could send. */
  bytesSent(): number;
  close(): Promise<void>;
}

/** @param answer called once for each connection, after its first data */
export async function startHostileServer(answer: (socket: Socket) => void): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let ended = 0;
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      answer(socket);
    });
    socket.once("close", () => {
      ended += socket.bytesWritten;
      sockets.delete(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytesSent: () => [...sockets].reduce((bytes, socket) => bytes + socket.bytesWritten, ended),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends this again and again, as fast as it is taken. */
export function endlessly(socket: Socket, text: string): void {
  const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  const send = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", send);
  send();
}

/** Sends this again and again, slowly. */
export function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 100);
  socket.once("close", () => clearInterval(timer));
}
