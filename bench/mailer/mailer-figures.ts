import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, median } from "../figure";
import type { Measured, Order, Way } from "./sender";
import type { ServerAddress } from "./server";

const MESSAGES = 2_000;
const CONNECTIONS = 5;
/** The median of so many; the ways take turns, so that a slow minute of the machine hits all of them. */
const ROUNDS = 3;
const ATTACHMENT_BYTES = 12 * 1024 * 1024;
const MB = 1024 * 1024;

/** The mailer beside nodemailer's own pool, and beside a connection for each message, against one server process. */
export async function mailerFigures(): Promise<Figure[]> {
  const server = start("server.ts");
  const folder = await mkdtemp(join(tmpdir(), "mailer-bench-"));
  try {
    const address = await answer<ServerAddress>(server);
    const order = { server: address, messages: MESSAGES, connections: CONNECTIONS };
    const ways: Way[] = ["mailer", "nodemailer pool", "nodemailer connection per message"];
    const results = new Map<Way, Measured[]>(ways.map(way => [way, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const way of ways) results.get(way)?.push(await measure({ way, ...order }));
    }
    const perSecond = (way: Way) => median(results.get(way)?.map(one => one.perSecond) ?? []);
    const memory = (way: Way) => median(results.get(way)?.map(({ growth }) => growth) ?? []) / MB;
    const file = join(folder, "large.bin");
    await writeFile(file, randomBytes(ATTACHMENT_BYTES));
    const large = await measure({ way: "attachment", ...order, messages: 1, file });
    const beside = (unit: Figure["unit"], measured: (way: Way) => number): Figure[] =>
      ways.slice(1).map(way => ({
        name: unit === "1/s" ? "2,000 messages, pool of 5" : "2,000 messages, peak memory added",
        value: measured("mailer"),
        unit,
        reference: { name: way, value: measured(way) },
      }));
    return [
      ...beside("1/s", perSecond),
      ...beside("MB", memory),
      {
        name: "12 MB attachment from a stream, peak memory added",
        value: large.growth / MB,
        unit: "MB",
        reference: { name: "its size", value: ATTACHMENT_BYTES / MB },
      },
    ];
  } finally {
    server.disconnect();
    await rm(folder, { recursive: true });
  }
}

function start(script: string): ChildProcess {
  return fork(join(__dirname, script), { execArgv: ["--require", "tsx/cjs", "--expose-gc"] });
}

async function measure(order: Order): Promise<Measured> {
  const child = start("sender.ts");
  child.send(order);
  return answer<Measured>(child);
}

/** What a child says; its early end is a fault. */
async function answer<Message>(child: ChildProcess): Promise<Message> {
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`${child.spawnargs.at(-1)} ended with ${String(code)} before it had measured`);
  });
  const [message] = (await Promise.race([once(child, "message"), gone])) as [Message];
  gone.catch(() => undefined); // it ends after its answer
  return message;
}
