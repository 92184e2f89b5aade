import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import fc from "fast-check";
import { type Message, MailerError } from "../../mailer";
import { parseAddress } from "../../mailer/validation/addresses";
import { checkMessage } from "../../mailer/message/check";
import { compose } from "../../mailer/message/compose";
import { written } from "../support/mailer/composed";

const DEFAULTS = { provider: "ses", fromEmail: "app@example.com", fromName: "App" } as const;
const TARGET = { provider: "ses", host: "h", port: 587, secure: false, requireTls: true } as const;
const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };
const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_121);

function error(message: unknown): MailerError {
  try {
    checkMessage(message as Message, DEFAULTS);
  } catch (thrown) {
    if (thrown instanceof MailerError) return thrown;
    throw thrown;
  }
  throw new Error("It was taken.");
}

const keysOf = (message: unknown) => error(message).issues.map(({ key }) => key);

describe("a message of the wrong shape", () => {
  const file = { path: "/etc/hostname" };
  const read = Readable.from(["x"]);
  read.destroy();
  for (const [what, change, key] of [
    ["a text object that names a file", { text: file }, "text"],
    ["an HTML object that names a URL", { html: { href: "http://127.0.0.1/" } }, "html"],
    ["HTML that is a number", { html: 5 }, "html"],
    [
      "an attachment whose content names a file",
      { attachments: [{ content: file }] },
      "attachments[0].content",
    ],
    ["content that is a number", { attachments: [{ content: 5 }] }, "attachments[0].content"],
    ["a stream that was destroyed", { attachments: [{ content: read }] }, "attachments[0].content"],
    ["a path that is a number", { attachments: [{ path: 5 }] }, "attachments[0].path"],
    ["an attachment that is null", { attachments: [null] }, "attachments[0]"],
    ["attachments that are not an array", { attachments: {} }, "attachments"],
    [
      "a multipart",
      { attachments: [{ content: "", contentType: "multipart/mixed; boundary=x" }] },
      "attachments[0].contentType",
    ],
    ["an invalid type", { attachments: [{ content: "", contentType: "csv" }] }, "attachments[0].contentType"],
    [
      "a content ID with a closing bracket",
      { attachments: [{ content: "", cid: "a>b" }] },
      "attachments[0].cid",
    ],
    [
      "an encoding, which nodemailer has",
      { attachments: [{ content: "", encoding: "base64" }] },
      'attachments[0]."encoding"',
    ],
    ["a recipient that is a number", { to: 5 }, "to"],
    ["a recipient that is null", { cc: [null] }, "cc"],
    ["an address that is a number", { bcc: { address: 5 } }, "bcc"],
    ["a name that is a number", { replyTo: { address: "a@elsewhere.test", name: 5 } }, "replyTo"],
    ["a misspelled field", { attachement: [] }, '"attachement"'],
    ["headers that are a list", { headers: ["X-A: 1"] }, "headers"],
    ["a header that is a list", { headers: { "X-A": ["1"] } }, 'headers."X-A"'],
    ["a tag that is a number", { tags: { kind: 5 } }, 'tags."kind"'],
    ["an unsubscribe address that is a number", { listUnsubscribe: { mailto: 5 } }, "listUnsubscribe.mailto"],
    ["a configuration set that is a number", { configurationSet: 5 }, "configurationSet"],
    ["a subject that no line can hold", { subject: "a".repeat(901) }, "subject"],
    ["a header that no line can hold", { headers: { "X-A": "b".repeat(2_000) } }, 'headers."X-A"'],
    ["a name that no line can hold", { to: { address: "a@elsewhere.test", name: "c".repeat(2_000) } }, "to"],
  ] as const) {
    it(`is rejected for ${what}, by name`, () => {
      expect(keysOf({ ...LETTER, ...change })).to.deep.equal([key]);
    });
  }
  it("is rejected if it is not a message at all", () => {
    for (const message of [undefined, null, 5, "x", []])
      expect(error(message), String(message)).to.include({ code: "invalid_message", retryable: false });
  });
  it("lists the expected fields for an unknown one", () => {
    expect(error({ ...LETTER, body: "x" }).message).to.include('"body": unknown field: expected from, to');
  });
});

describe("an address", () => {
  for (const address of [
    "grp: a@x.test;",
    "a(comment)@x.test",
    "a@x.test (comment)",
    "a@[127.0.0.1]",
    "a@1.1",
    "a@0x7f.1",
    "a@ex%61mple.test",
    "a@b%0d%0ac.test",
    "a@-x.test",
    "a@x..test",
    "a@b@c.test",
    '"a b"@x.test',
    "<a@x.test",
    "a@x.test\u0000",
    `${"a".repeat(65)}@x.test`,
    `a@${"b".repeat(64)}.test`,
  ]) {
    it(`is rejected as ${JSON.stringify(address.slice(0, 30))}`, () => {
      expect(parseAddress(address)).to.equal(undefined);
    });
  }
  it("with non-ASCII letters before the @ is rejected, with the reason", () => {
    expect(error({ ...LETTER, to: "jürgen@x.test" }).message).to.include("before the @ must be ASCII");
  });
  it("is parsed in linear time, whatever it is", () => {
    for (const hostile of [
      " ".repeat(100_000),
      '"\\a'.repeat(50_000),
      `${"<".repeat(100_000)}>`,
      "a.".repeat(50_000),
    ]) {
      const start = performance.now();
      expect(parseAddress(`${hostile}x`)).to.equal(undefined);
      expect(performance.now() - start).to.be.below(1_000);
    }
  });
});

describe("the lines of a message", () => {
  it(`have at most 998 characters and no bare line ends, whatever is in its fields (seed ${SEED})`, async () => {
    const word = fc.string({
      unit: fc.constantFrom("a", "ä", "蔡", "\u2028", "\u0085", " ", "-", "\ud800"),
      maxLength: 900,
    });
    await fc.assert(
      fc.asyncProperty(word, word, word, word, async (subject, name, header, body) => {
        const message = { ...LETTER, subject, text: body, html: body, headers: { "X-Own": header } };
        const lines = (await written({ ...message, to: { address: "bob@elsewhere.test", name } })).split(
          "\r\n",
        );
        for (const line of lines) {
          expect(Buffer.byteLength(line), line).to.be.at.most(998);
          expect(line).to.not.match(/[\r\n]/);
        }
      }),
      { numRuns: 200, seed: SEED },
    );
  });
  it("say how to unsubscribe by email alone, as a URI", async () => {
    const listUnsubscribe = { mailto: "The list <leave+now?x&y@example.com>" };
    expect(await written({ ...LETTER, listUnsubscribe })).to.include(
      "List-Unsubscribe: <mailto:leave+now%3Fx%26y@example.com>",
    );
  });
  it("are a snapshot of the message: the caller may reuse the object", async () => {
    const headers = { "X-Own": "before" };
    const message: Message = { ...LETTER, headers, tags: { kind: "before" } };
    const checked = checkMessage(message, DEFAULTS);
    const letter = compose(checked, "<id@example.com>", checked.recipients, [], TARGET);
    Object.assign(message, { subject: "after", text: "after", to: "after@elsewhere.test" });
    headers["X-Own"] = "after\r\nBcc: victim@elsewhere.test";
    expect(await text(letter.open()))
      .to.include("before")
      .and.not.include("after");
  });
});
