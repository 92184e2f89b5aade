import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import type { InjectedFault } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

const MESSAGES = 3_000;
/** Each message leaves this much behind at most; a listener alone is more. */
const MAX_BYTES_PER_MESSAGE = 100;

function usedHeap(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

describe("a mailer that sends for a long time", () => {
  let server: FaultyServer;
  const troubles: string[] = [];
  const listen = (trouble: unknown) => troubles.push(String(trouble));
  before(async () => {
    server = await FaultyServer.start();
    process.on("warning", listen).on("unhandledRejection", listen);
  });
  afterEach(() => {
    troubles.length = 0;
  });
  after(async () => {
    process.off("warning", listen).off("unhandledRejection", listen);
    await server.close();
  });

  it(`retains nothing from ${MESSAGES} messages: no listener on the caller's signal, no memory`, async () => {
    const { signal } = new AbortController();
    const mailer = impatient(server.port);
    const send = async (count: number) => {
      for (let sent = 0; sent < count; sent += 100) {
        await Promise.all(Array.from({ length: 100 }, () => mailer.send(letter(), { signal })));
        server.messages.length = 0;
        server.commands.length = 0;
      }
    };
    await send(1_000);
    const before = usedHeap();
    await send(MESSAGES);
    expect(getEventListeners(signal, "abort")).to.deep.equal([]);
    expect((usedHeap() - before) / MESSAGES).to.be.below(MAX_BYTES_PER_MESSAGE);
    await mailer.close();
    expect(troubles).to.deep.equal([]);
  });
  it("keeps no listeners after rejections on one connection", async () => {
    const refusal: InjectedFault = { stage: "rcpt", action: { kind: "reply", text: "550 No" } };
    server.reset(Array<InjectedFault>(60).fill(refusal));
    const mailer = impatient(server.port, { pool: { connections: 1 } });
    while (server.faults.length > 0) await failure(mailer.send(letter()));
    expect(server.connections).to.equal(1);
    await mailer.close();
    await new Promise(resolve => setImmediate(resolve));
    expect(troubles).to.deep.equal([]);
  });
  it("survives an observer that fails later", async () => {
    const failing = async () => Promise.reject(new Error("log is full"));
    const mailer = impatient(server.port, { onEvent: failing });
    expect(await mailer.send(letter())).to.include({ attempts: 1 });
    await mailer.close();
    await new Promise(resolve => setImmediate(resolve));
    expect(troubles).to.deep.equal(["Error: log is full", "Error: log is full"]);
  });
});
