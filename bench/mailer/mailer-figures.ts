import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildMailer } from "../../mailer/build";
import { type Figure, median } from "../figure";
import type { Measured, Order, Way } from "./sender";
import type { ServerAddress } from "./server";

const MESSAGES = 2_000;
const CONNECTIONS = 5;
/** Medians of this many; the ways alternate, so that a slow minute affects all of them, and each is first once. */
const ROUNDS = 3;
/**
 * The worst of this many: memory must never exceed it, whenever garbage happens to be collected. In every other run the
 * young generation is as large as it gets in a busy application, so that nothing is collected before the end.
 */
const ATTACHMENT_RUNS = 10;
const LARGE_YOUNG_GENERATION = "--min-semi-space-size=16";
const ATTACHMENT_BYTES = 12 * 1024 * 1024;
const MB = 1024 * 1024;

/** Compares the mailer with nodemailer's own pool and with a connection per message, against one server process. */
export async function mailerFigures(): Promise<Figure[]> {
  const server = start("server.ts");
  // Inside the project, so that the built mailer finds nodemailer.
  const folder = join(__dirname, "..", "..", ".sandbox", `mailer-bench-${process.pid}`);
  try {
    const [address] = await Promise.all([answer<ServerAddress>(server), buildMailer(folder)]);
    const file = join(folder, "large.bin");
    await writeFile(file, randomBytes(ATTACHMENT_BYTES));
    const common = { server: address, connections: CONNECTIONS, mailer: folder };
    const results = new Map<Way, Measured[]>([...WAYS, "attachment" as const].map(way => [way, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const way of [...WAYS.slice(round), ...WAYS.slice(0, round)])
        results.get(way)?.push(await measure({ way, messages: MESSAGES, ...common }));
    }
    for (let run = 0; run < ATTACHMENT_RUNS; run++)
      results
        .get("attachment")
        ?.push(
          await measure(
            { way: "attachment", messages: 1, file, ...common },
            run % 2 === 0 ? [] : [LARGE_YOUNG_GENERATION],
          ),
        );
    return figures(results);
  } finally {
    server.disconnect();
    await rm(folder, { recursive: true });
  }
}

const WAYS: readonly Way[] = ["mailer", "nodemailer pool", "nodemailer connection per message"];

function figures(results: ReadonlyMap<Way, readonly Measured[]>): Figure[] {
  const middle = (way: Way, measured: (one: Measured) => number) =>
    median(results.get(way)?.map(measured) ?? []);
  const compared = (name: string, unit: Figure["unit"], measured: (one: Measured) => number): Figure[] =>
    WAYS.slice(1).map(way => ({
      name,
      value: middle("mailer", measured),
      unit,
      reference: { name: way, value: middle(way, measured) },
    }));
  const memory = ({ growth }: Measured) => growth / MB;
  return [
    ...compared("2,000 messages, pool of 5", "1/s", ({ perSecond }) => perSecond),
    ...compared("2,000 messages, peak memory added", "MB", memory),
    {
      name: `12 MB attachment from a stream, peak memory added, worst of ${ATTACHMENT_RUNS}`,
      value: Math.max(...(results.get("attachment") ?? []).map(memory)),
      unit: "MB",
      reference: { name: "its size", value: ATTACHMENT_BYTES / MB },
    },
  ];
}

function start(script: string, nodeOptions: readonly string[] = []): ChildProcess {
  const execArgv = ["--require", "tsx/cjs", "--expose-gc", ...nodeOptions];
  return fork(join(__dirname, script), { execArgv });
}

async function measure(order: Order, nodeOptions: readonly string[] = []): Promise<Measured> {
  const child = start("sender.ts", nodeOptions);
  child.send(order);
  return answer<Measured>(child);
}

/** A child's answer. @throws Error where it exits without one */
async function answer<Message>(child: ChildProcess): Promise<Message> {
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`${child.spawnargs.at(-1)} ended with ${String(code)} before it had measured`);
  });
  const [message] = (await Promise.race([once(child, "message"), gone])) as [Message];
  gone.catch(() => undefined); // it ends after its answer
  return message;
}
