/** One way to send, in its own process, so that memory is measured separately. */
import { createReadStream } from "node:fs";
import { createTransport } from "nodemailer";
import type * as MailerModule from "../../mailer";
import { PeakMemory } from "./peak-memory";
import type { ServerAddress } from "./server";

export type Way = "mailer" | "nodemailer pool" | "nodemailer connection per message" | "attachment";

export interface Order {
  way: Way;
  server: ServerAddress;
  messages: number;
  connections: number;
  /** The mailer as built for applications: with the sources, tsx would be measured as well. */
  mailer: string;
  /** For "attachment". */
  file?: string;
}

export interface Measured {
  perSecond: number;
  /** The process's peak resident memory while sending, above its memory at the start, bytes. */
  growth: number;
}

const MESSAGE = {
  to: "bob@elsewhere.test",
  subject: "Bench",
  text: "Hello Bob,\n\nthis is a message.\n".repeat(20),
};
const WARM_UP = 300;
const LOGIN = { user: "bench", pass: "bench" };

type Send = () => Promise<unknown>;

function open({ way, server, connections, mailer: built, file }: Order): {
  send: Send;
  close: () => unknown;
} {
  const { port, ca } = server;
  if (way === "mailer" || way === "attachment") {
    const login = { username: LOGIN.user, password: LOGIN.pass };
    const config = {
      provider: "smtp",
      host: "127.0.0.1",
      port,
      secure: false,
      fromEmail: "app@example.com",
      tls: { ca },
      ...login,
    } as const;
    const { createMailer } = require(built) as typeof MailerModule;
    const mailer = createMailer(config, { pool: { connections } });
    const attachments = () =>
      file === undefined ? [] : [{ filename: "large.bin", content: createReadStream(file) }];
    return {
      send: async () => {
        const { attempts } = await mailer.send({ ...MESSAGE, attachments: attachments() });
        // A retry would be measured as well.
        if (attempts !== 1) throw new Error(`A message took ${attempts} attempts.`);
      },
      close: () => mailer.close(),
    };
  }
  const pool = way === "nodemailer pool" ? { pool: true as const, maxConnections: connections } : {};
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    requireTLS: true,
    auth: LOGIN,
    tls: { ca },
    ...pool,
  });
  return {
    send: () => transport.sendMail({ from: "app@example.com", ...MESSAGE }),
    close: () => {
      transport.close();
    },
  };
}

/** A pool has its own queue; without one, there are as many messages in progress as connections. */
async function sendAll({ way, messages, connections }: Order, send: Send): Promise<void> {
  if (way !== "nodemailer connection per message") {
    await Promise.all(Array.from({ length: messages }, send));
    return;
  }
  let left = messages;
  const worker = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function run(order: Order): Promise<void> {
  const { send, close } = open({ ...order, ...(order.way === "attachment" && { file: undefined as never }) });
  await sendAll({ ...order, messages: WARM_UP }, send); // load and compile the code, open connections
  const large = order.way === "attachment" ? open(order) : undefined;
  const memory = new PeakMemory();
  const start = performance.now();
  await sendAll(order, large?.send ?? send);
  const ms = performance.now() - start;
  const { growth } = memory;
  await large?.close();
  await close();
  process.send?.({ perSecond: (order.messages * 1_000) / ms, growth } satisfies Measured, () =>
    process.exit(),
  );
}

process.once("message", (order: Order) => void run(order));
