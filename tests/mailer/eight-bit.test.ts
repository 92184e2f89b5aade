import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import PostalMime from "postal-mime";
import type { Attachment, Mailer } from "../../mailer";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

const SEVEN = `From: a@x.test\r\nSubject: inner\r\n\r\n${"a line\r\n".repeat(5)}.\r\n`;
const EIGHT = Buffer.from(`From: a@x.test\r\nSubject: ünner\r\n\r\n${"eine Zeile, ä\r\n".repeat(5)}`);
const LONG = `From: a@x.test\r\n\r\n${"x".repeat(999)}\r\n`;

describe("an attached message", () => {
  const open: { close(): Promise<unknown> }[] = [];
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "eight-bit-"));
  });
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  after(() => rm(folder, { recursive: true }));

  const start = async (extensions: readonly string[]) => {
    const server = await FaultyServer.start({ extensions });
    const mailer = impatient(server.port, { retry: { attempts: 1 } });
    open.push(server, mailer);
    return { server, mailer };
  };
  const sent = async (mailer: Mailer, server: FaultyServer, attachment: Attachment) => {
    server.messages.length = 0;
    server.commands.length = 0;
    await mailer.send({ ...letter(), attachments: [{ contentType: "message/rfc822", ...attachment }] });
    const [raw = ""] = server.messages;
    for (const line of raw.split("\r\n")) expect(line.length).to.be.at.most(998);
    const mail = server.commands.find(command => command.startsWith("MAIL"));
    return {
      raw,
      mail,
      isAscii: /^[\t\r\n -~]*$/.test(raw),
      email: await PostalMime.parse(Buffer.from(raw, "latin1"), { rfc822Attachments: true }),
    };
  };
  /** As content, as a stream, as a large stream and as a file. */
  const ways = async (content: Buffer | string): Promise<Record<string, () => Attachment>> => {
    const path = join(folder, "message.eml");
    await writeFile(path, content);
    return {
      content: () => ({ content }),
      stream: () => ({ content: Readable.from([Buffer.from(content)]) }),
      path: () => ({ path }),
    };
  };

  it("in ASCII is sent as it is", async () => {
    const { server, mailer } = await start([]);
    for (const [way, attachment] of Object.entries(await ways(SEVEN))) {
      const { raw, isAscii } = await sent(mailer, server, attachment());
      expect(raw, way)
        .to.include("Content-Transfer-Encoding: 7bit")
        .and.include(SEVEN.replace("\r\n.\r\n", "\r\n..\r\n"));
      expect(isAscii).to.equal(true);
    }
  });
  it("in 8-bit is sent as it is where the server offers 8BITMIME, and says so", async () => {
    const { server, mailer } = await start(["8BITMIME"]);
    for (const [way, attachment] of Object.entries(await ways(EIGHT))) {
      const { raw, mail } = await sent(mailer, server, attachment());
      expect(raw, way).to.include("Content-Transfer-Encoding: 8bit").and.include(EIGHT.toString("latin1"));
      expect(mail).to.include("BODY=8BITMIME");
    }
  });
  it("in 8-bit is sent as a file where the server does not offer it: no 8-bit goes out", async () => {
    const { server, mailer } = await start([]);
    for (const [way, attachment] of Object.entries(await ways(EIGHT))) {
      const { raw, mail, isAscii, email } = await sent(mailer, server, attachment());
      expect(isAscii, way).to.equal(true);
      expect(mail).to.not.include("8BITMIME");
      expect(raw).to.include("application/octet-stream").and.not.include("message/rfc822");
      const [file] = email.attachments;
      expect(file?.filename).to.equal("message.eml");
      expect(Buffer.from(file?.content as ArrayBuffer).equals(EIGHT)).to.equal(true);
    }
  });
  it("in 8-bit is not announced as such because of what was offered before TLS, or by another message", async () => {
    const { server, mailer } = await start(["8BITMIME"]);
    await mailer.send(letter());
    expect(server.commands.filter(command => command.startsWith("MAIL")).join()).to.not.include("8BITMIME");
  });
  for (const [what, content] of [
    ["a line that is too long", LONG],
    ["a NUL", `${SEVEN}\u0000`],
    ["a CR alone, which would become a line end", `${SEVEN}a\rb`],
    ["a CR at its end", `${SEVEN}\r`],
    ["8-bit lines that are too long", Buffer.from(LONG.replaceAll("x", "ä"))],
  ] as const) {
    it(`with ${what} is sent as a file, unchanged`, async () => {
      const { server, mailer } = await start(["8BITMIME"]);
      for (const [way, attachment] of Object.entries(await ways(content))) {
        const { isAscii, email } = await sent(mailer, server, { ...attachment(), filename: "kept.eml" });
        expect(isAscii, way).to.equal(true);
        const [file] = email.attachments;
        expect(file).to.include({ mimeType: "application/octet-stream", filename: "kept.eml" });
        expect(Buffer.from(file?.content as ArrayBuffer).equals(Buffer.from(content))).to.equal(true);
      }
    });
  }
  it("that cannot be read is named", async () => {
    const { mailer } = await start([]);
    const attachments = [{ path: join(folder, "missing.eml") }];
    const error = await failure(mailer.send({ ...letter(), attachments }));
    expect(error).to.include({ code: "invalid_message", attempts: 0 });
    expect(error.issues[0]).to.include({
      key: "attachments[0].path",
      remedy: "use the path of a readable file",
    });
  });
});

describe("an invalid message", () => {
  it("always has issues that name the field", async () => {
    const server = await FaultyServer.start();
    const mailer = impatient(server.port);
    const broken = async function* () {
      yield "a";
      throw new Error("disk on fire");
    };
    for (const [attachment, key] of [
      [{ path: "/no/such/file" }, "attachments[0].path"],
      [{ path: "/" }, "attachments[0].path"],
      [{ content: broken() }, "attachments[0].content"],
      [{ path: "https://example.com" }, "attachments[0].path"],
    ] as const) {
      const error = await failure(mailer.send({ ...letter(), attachments: [attachment] }));
      expect(error).to.include({ code: "invalid_message", retryable: false });
      expect(error.issues.map(issue => issue.key)).to.deep.equal([key]);
      expect(error.message).to.match(/^Invalid message: attachments|^attachments/);
    }
    expect(server.ledger.size).to.equal(0);
    await mailer.close();
    await server.close();
  });
});
