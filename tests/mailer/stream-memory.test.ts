import { expect } from "chai";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getDefaultHighWaterMark, Readable, setDefaultHighWaterMark } from "node:stream";
import PostalMime from "postal-mime";
import { type Content, MemoryContent } from "../../mailer/content/content";
import { Spool } from "../../mailer/content/spool";
import { Blocks } from "../../mailer/mime/blocks";
import type { InjectedFault } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

const MB = 1024 * 1024;
/** Content in which every position is recognizable. */
const bytes = (size: number, seed = 0) =>
  Buffer.from(Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8) + seed) & 0xff));

async function all(content: Content, block = 10_000): Promise<Buffer> {
  const reader = await content.open();
  const target = Buffer.alloc(block);
  const read: Buffer[] = [];
  for (;;) {
    const filled = await reader.read(target);
    if (filled === 0) break;
    read.push(Buffer.from(target.subarray(0, filled)));
  }
  await reader.close();
  return Buffer.concat(read);
}

describe("a stream's content", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "spool-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const spooled = async (whole: Buffer, spool: Spool, piece = 100_000) => {
    for (let at = 0; at < whole.length; at += piece) await spool.write(whole.subarray(at, at + piece));
    return spool.content();
  };

  it("up to 1 MB stays in memory", async () => {
    const whole = bytes(MB);
    const content = await spooled(whole, new Spool(folder));
    expect(content).to.be.instanceOf(MemoryContent);
    expect((await all(content)).equals(whole)).to.equal(true);
  });
  it("above 1 MB is in a file without a name, and can be read again and again, by several at once", async () => {
    const whole = bytes(3 * MB + 17);
    const spool = new Spool(folder);
    const content = await spooled(whole, spool);
    expect(content).to.not.be.instanceOf(MemoryContent);
    expect(content.size).to.equal(whole.length);
    expect(await readdir(folder)).to.deep.equal([]);
    const copies = await Promise.all([all(content), all(content, 99), all(content, 1_000_000)]);
    for (const copy of copies) expect(copy.equals(whole)).to.equal(true);
    await spool.close();
    expect(await failureOf(all(content))).to.match(/EBADF|closed|file closed/i);
  });
  it("stays in memory where no file can be made, and is complete", async () => {
    const whole = bytes(2 * MB);
    const spool = new Spool(join(folder, "missing"));
    expect((await all(await spooled(whole, spool))).equals(whole)).to.equal(true);
    await spool.close();
  });
  it("is complete where the disk is full in the middle", async () => {
    const whole = bytes(3 * MB);
    const spool = new Spool(folder);
    const half = whole.length / 2;
    await spooled(whole.subarray(0, half), spool);
    const { file } = spool as unknown as { file: { write: unknown } };
    file.write = async () => Promise.reject(new Error("ENOSPC"));
    const content = await spooled(whole.subarray(half), spool);
    expect(content.size).to.equal(whole.length);
    expect((await all(content)).equals(whole)).to.equal(true);
    await spool.close();
  });
});

const failureOf = (promise: Promise<unknown>) => promise.then(() => "it succeeded", String);

describe("a mailer with streams", () => {
  let server: FaultyServer;
  before(async () => {
    server = await FaultyServer.start();
  });
  afterEach(() => server.reset());
  after(() => server.close());
  const received = async (index = 0) => {
    const mail = await PostalMime.parse(Buffer.from(server.messages[index] ?? "", "latin1"));
    return mail.attachments.map(({ content }) => Buffer.from(content as ArrayBuffer));
  };

  it("holds no more of them than it has connections, however often they are throttled", async () => {
    const throttled: InjectedFault = {
      stage: "mail",
      action: { kind: "reply", text: "454 Throttling failure: Maximum sending rate exceeded." },
    };
    server.reset(Array<InjectedFault>(60).fill(throttled));
    const mailer = impatient(server.port, { pool: { connections: 5 }, retry: { attempts: 100 } });
    let [read, most] = [0, 0];
    const stream = () =>
      Readable.from(
        (function* () {
          most = Math.max(most, ++read - server.ledger.size);
          for (let part = 0; part < 3; part++) yield Buffer.alloc(700_000, part);
        })(),
      );
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        mailer.send({ ...letter(String(index)), attachments: [{ content: stream() }] }),
      ),
    );
    expect(most).to.be.within(2, 5);
    expect(server.ledger.size).to.equal(40);
    await mailer.close();
  });
  it("sends other messages while streams wait", async () => {
    const mailer = impatient(server.port, {
      pool: { connections: 1 },
      retry: { attempts: 2, baseMs: 60_000, random: () => 1 },
    });
    server.reset([{ stage: "mail", action: { kind: "reply", text: "450 Greylisted" } }]);
    const controller = new AbortController();
    const attachments = [{ content: Readable.from(["a"]) }];
    const waiting = failure(mailer.send({ ...letter("waits"), attachments }, { signal: controller.signal }));
    while (server.faults.length > 0) await new Promise(setImmediate);
    expect(await mailer.send(letter("passes"))).to.include({ attempts: 1 });
    controller.abort();
    expect(await waiting).to.include({ code: "aborted" });
    await mailer.close();
  });
  it("delivers large ones complete over reused buffers: streams, bytes and files, several at once", async () => {
    const mailer = impatient(server.port, { pool: { connections: 3 } });
    const contents = [0, 1, 2].map(seed => bytes(2_500_000 + seed * 57, seed));
    await Promise.all(
      contents.map((whole, index) =>
        mailer.send({
          ...letter(String(index)),
          attachments: [
            { content: Readable.from([whole.subarray(0, 1_000_001), whole.subarray(1_000_001)]) },
            { content: whole },
          ],
        }),
      ),
    );
    for (const [index, raw] of server.messages.entries()) {
      const whole = contents[Number(/^Subject: (\d)/m.exec(raw)?.[1])] ?? Buffer.alloc(0);
      for (const content of await received(index)) expect(content.equals(whole)).to.equal(true);
    }
    await mailer.close();
  });
  it("sends the same again after an attempt that failed in the middle of a large one", async () => {
    server.reset([{ stage: "body", action: { kind: "drop" } }]);
    const whole = bytes(6 * MB);
    const mailer = impatient(server.port);
    const attachments = [
      { content: Readable.from([whole.subarray(0, 5_000_000), whole.subarray(5_000_000)]) },
    ];
    expect(await mailer.send({ ...letter(), attachments })).to.include({
      attempts: 2,
      possibleDuplicate: false,
    });
    expect((await received())[0]?.equals(whole)).to.equal(true);
    await mailer.close();
  });
});

describe("the blocks of a message", () => {
  it("are reused for a connection alone, and only while streams buffer as little as usual", () => {
    const distinct = (blocks: Blocks) => new Set(Array.from({ length: 200 }, () => blocks.take())).size;
    expect(distinct(new Blocks(true))).to.equal(18);
    expect(distinct(new Blocks(false))).to.equal(200);
    const before = getDefaultHighWaterMark(false);
    setDefaultHighWaterMark(false, 1_000_000);
    const fresh = distinct(new Blocks(true));
    setDefaultHighWaterMark(false, before);
    expect(fresh).to.equal(200);
  });
});
