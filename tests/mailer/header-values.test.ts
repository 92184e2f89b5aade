import { expect } from "chai";
import fc from "fast-check";
import PostalMime, { decodeWords } from "postal-mime";
import type { Message } from "../../mailer";
import { type PythonParser, startPythonParser } from "../support/mailer/python-email";
import { parsed, written } from "../support/mailer/composed";

const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };
const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_126);

/** Anything a header may hold: no control characters, no lone surrogates. */
const value = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom(
        "=?",
        "?=",
        "utf-8",
        "?Q?",
        "?b?",
        "_",
        "=41",
        " ",
        "a",
        "é",
        '"',
        "\\",
        "(",
        ";",
        "%41",
      ),
      maxLength: 60,
    }),
    fc
      .array(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 90 }), { maxLength: 12 })
      .map(words => words.join(" ")),
  )
  .filter(
    text =>
      !/\p{Cc}|\p{Cs}|[\u2028\u2029\u0085]/u.test(text) && text.trim() === text && !/[!-~]{901}/.test(text),
  );

/** get_filename() removes outer quotes, brackets and spaces even of a name that was not quoted by them. */
function asPythonReads(filename: string): string {
  const [, quoted] = /^"(.*)"$/s.exec(filename) ?? [];
  if (quoted !== undefined) return quoted.replaceAll("\\\\", "\\").replaceAll('\\"', '"').trim();
  return (/^<(.*)>$/s.exec(filename)?.[1] ?? filename).trim();
}

const headerOf = async (message: Message, name: string) =>
  (await parsed(message)).headers.filter(({ key }) => key === name).map(({ value: got }) => decodeWords(got));

describe("a header value", () => {
  let python: PythonParser;
  before(async () => {
    python = await startPythonParser();
  });
  after(() => python.close());
  for (const text of [
    "=?utf-8?Q?decoded?=",
    "see =?utf-8?Q?a_b?= here",
    "=?utf-8?B?aGFja2Vk?= and more",
    "=?utf-8?Q?a b?=",
    "=?not really?=",
    "  two spaces  between ",
    "quotes \" and \\ and '",
    "100 % (sure); really, <yes>",
    "蔡英文 ✓ 😀",
    "a\u00a0b",
    "x".repeat(900),
    `${"ä".repeat(400)} ${"long words ".repeat(60)}end`,
  ]) {
    it(`arrives as it was given: ${text.slice(0, 40)}`, async () => {
      const message = {
        ...LETTER,
        subject: text,
        from: { address: "app@example.com", name: text },
        headers: { "X-Own": text },
        attachments: [{ filename: text, content: "x" }],
      };
      const mail = await parsed(message);
      expect(mail.subject).to.equal(text);
      expect(await headerOf(message, "x-own")).to.deep.equal([text]);
      expect(mail.from?.name).to.equal(text);
      const read = await python.parse(await written(message));
      if (!text.includes("=?")) expect(mail.attachments[0]?.filename).to.equal(text);
      expect(read.parts.at(-1)?.filename).to.equal(asPythonReads(text));
      expect(Object.fromEntries(read.headers)).to.include({ "X-Own": text, Subject: text });
      expect(read.defects).to.deep.equal([]);
    });
  }
  it(`arrives as it was given, whatever it is (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(value, value, value, async (subject, name, filename) => {
        const message: Message = {
          ...LETTER,
          subject,
          to: { address: "bob@elsewhere.test", name },
          headers: { "X-Own": subject },
          attachments: [{ filename, content: "x" }],
        };
        const raw = await written(message);
        const mail = await PostalMime.parse(raw);
        expect(mail.subject ?? "").to.equal(subject);
        expect(decodeWords(mail.headers.find(({ key }) => key === "x-own")?.value ?? "")).to.equal(subject);
        expect(mail.to?.[0]).to.include({ address: "bob@elsewhere.test", name });
        const read = await python.parse(raw);
        expect(Object.fromEntries(read.headers)).to.include({ "X-Own": subject, Subject: subject });
        const called = filename || "attachment-1.bin";
        if (!filename.includes("=?")) expect(mail.attachments[0]?.filename).to.equal(called);
        expect(read.parts.at(-1)?.filename).to.equal(asPythonReads(called));
        expect(read.defects).to.deep.equal([]);
        expect(raw, "ASCII alone").to.match(/^[\r\n\t -~]*$/);
        for (const line of raw.split("\r\n")) {
          expect(line.length).to.be.at.most(998);
          expect(line, "no fold of spaces alone").to.not.match(/^[ \t]+$/);
        }
      }),
      { numRuns: 500, seed: SEED },
    );
  });
  it("in an encoded word has lines of at most 76 characters and whole characters", async () => {
    const raw = await written({
      ...LETTER,
      subject: "😀é".repeat(200),
      headers: { [`X-${"y".repeat(40)}`]: "é ".repeat(99) },
    });
    for (const line of raw.split("\r\n").filter(one => one.includes("=?UTF-8?"))) {
      expect(line.length).to.be.at.most(76);
      expect(
        (await PostalMime.parse(`Subject:${line.replace(/^[^=]*/, " ")}\r\n\r\n`)).subject,
      ).to.not.include("\ufffd");
    }
  });
});

describe("headers of the caller's own", () => {
  const issues = async (message: Partial<Message>) => {
    try {
      await written({ ...LETTER, ...message });
    } catch (error) {
      return (error as { issues?: { key: string; problem: string; remedy: string }[] }).issues ?? [];
    }
    return [];
  };
  it("that differ by case alone are one: the second is rejected by name", async () => {
    const [issue, ...rest] = await issues({ headers: { "X-Own": "1", "x-OWN": "2" } });
    expect(rest).to.deep.equal([]);
    expect(issue).to.deep.equal({
      key: 'headers."x-OWN"',
      problem: 'the same header as "X-Own": case makes no difference',
      remedy: "keep one",
    });
  });
  it("keep their names as they were given, whatever they are", async () => {
    const names = [
      "X-lower",
      "x",
      "__proto__",
      "constructor",
      "toString",
      "X_1!#$%&'*+.^`|~",
      "List-ID",
      "hasOwnProperty",
    ];
    const headers = Object.fromEntries(names.map((name, index) => [name, String(index)]));
    Object.defineProperty(headers, "__proto__", { value: "2", enumerable: true });
    const raw = await written({ ...LETTER, headers });
    for (const [index, name] of names.entries()) expect(raw).to.include(`\r\n${name}: ${index}\r\n`);
  });
  it(`with any name are rejected or arrive under it (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 20 }), async name => {
        const headers: Record<string, string> = {};
        Object.defineProperty(headers, name, { value: "the value", enumerable: true });
        const found = await issues({ headers });
        if (found.length > 0) return;
        expect(await headerOf({ ...LETTER, headers }, name.toLowerCase())).to.deep.equal(["the value"]);
      }),
      { numRuns: 500, seed: SEED },
    );
  });
  it("have a limit, and so has a subject: 10 MB are rejected at once", async () => {
    const long = "word ".repeat(2_000_000);
    const found = await issues({
      subject: long,
      from: { address: "app@example.com", name: long },
      to: long,
      headers: { "X-Own": long },
      references: long,
      attachments: [{ filename: long, contentType: long, cid: long, content: "x" }],
    });
    expect(found.map(({ key }) => key)).to.have.members([
      ...["from", "to", "subject", 'headers."X-Own"', "headers", "references"],
      ...["attachments[0].filename", "attachments[0].contentType", "attachments[0].cid"],
    ]);
    expect(found.find(({ key }) => key === "subject")).to.deep.include({
      problem: "contains 10000000 characters",
      remedy: "shorten it to at most 10000",
    });
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`X-${index}`, "x".repeat(600)]),
    );
    expect((await issues({ headers: many })).map(({ key }) => key)).to.deep.equal(["headers"]);
  });
  for (const [name, remedy] of [
    ["From", "use the message's field from"],
    ["Sender", "use the message's field sender"],
    ["Reply-To", "use the message's field replyTo"],
    ["BCC", "use the message's field bcc"],
    ["subject", "use the message's field subject"],
    ["List-Unsubscribe", "use the message's field listUnsubscribe"],
    ["X-SES-CONFIGURATION-SET", "use the message's field configurationSet"],
    ["X-SES-MESSAGE-TAGS", "use the message's field tags"],
    ["Message-ID", "remove it: the mailer makes one for each message, and returns it as messageIdHeader"],
    ["Date", "remove it: the mailer sets the time of sending"],
    ["Return-Path", "remove it: the receiving server writes it; bounces go to the address in from"],
    ["MIME-Version", "remove it: the mailer encodes the message and says how"],
    [
      "Content-Type",
      "remove it: the mailer encodes the message and says how; an attachment has contentType, filename and cid",
    ],
  ] as const) {
    it(`that the mailer writes are rejected, with a remedy that exists: ${name}`, async () => {
      expect(await issues({ headers: { [name]: "x" } })).to.deep.equal([
        { key: `headers.${JSON.stringify(name)}`, problem: "the mailer writes this header", remedy },
      ]);
      const field = /message's field (\w+)/.exec(remedy)?.[1];
      if (field !== undefined)
        expect((await issues({ [field]: {} })).map(({ problem }) => problem)).to.not.include("unknown field");
    });
  }
});
