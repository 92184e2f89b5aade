import { expect } from "chai";
import fc from "fast-check";
import type { Message } from "../../mailer";
import { written } from "../support/mailer/composed";
import { failure } from "../support/mailer/mailers";
import { type PythonEmail, type PythonParser, startPythonParser } from "../support/mailer/python-email";

const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };
const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_126);
const INVITE = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  "SUMMARY:Tëa",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

const issuesOf = async (message: Partial<Message>) => {
  const { issues } = await failure(written({ ...LETTER, ...message }));
  return issues.map(({ key, remedy }) => `${key}: ${remedy}`);
};

describe("the parts of a message", () => {
  let python: PythonParser;
  before(async () => {
    python = await startPythonParser();
  });
  after(() => python.close());
  const read = async (message: Partial<Message>) => python.parse(await written({ ...LETTER, ...message }));
  const types = ({ parts }: PythonEmail) => parts.map(({ type }) => type);
  const textOf = (part?: PythonEmail["parts"][number]) =>
    Buffer.from(part?.content ?? "", "base64").toString();

  it("have a calendar invitation beside the text, with its method", async () => {
    const mail = await read({ html: "<p>x</p>", icalEvent: INVITE });
    expect(types(mail)).to.deep.equal(["text/plain", "text/html", "text/calendar"]);
    const event = mail.parts[2];
    expect(event).to.deep.include({ disposition: null, parameters: { charset: "utf-8", method: "REQUEST" } });
    expect(textOf(event)).to.equal(INVITE);
    expect(await written({ ...LETTER, icalEvent: INVITE })).to.match(
      /^Content-Type: multipart\/alternative;/m,
    );
  });
  it("have the invitation as a file too where it has a name", async () => {
    const mail = await read({ icalEvent: { content: INVITE, method: "request", filename: "invite.ics" } });
    expect(types(mail)).to.deep.equal(["text/plain", "text/calendar", "application/ics"]);
    expect(mail.parts[2]).to.include({ disposition: "attachment", filename: "invite.ics" });
    expect(textOf(mail.parts[2])).to.equal(INVITE);
  });
  for (const [what, icalEvent, problem] of [
    [
      "a method that contradicts the calendar",
      { content: INVITE, method: "CANCEL" },
      "icalEvent.method: use the same",
    ],
    [
      "a method that does not exist",
      { content: INVITE, method: "INVITE" },
      "icalEvent.method: must be PUBLISH, REQUEST",
    ],
    ["no calendar", "hello", "icalEvent.content: must begin with BEGIN:VCALENDAR (RFC 5545)"],
    [
      "a file that nodemailer would read",
      { path: "/etc/hostname" },
      'icalEvent."path": expected content, method, filename',
    ],
    ["a number", { content: 5 }, "icalEvent.content: must be a string"],
  ] as const) {
    it(`reject an invitation with ${what}`, async () => {
      expect((await issuesOf({ icalEvent } as never))[0]).to.include(problem);
    });
  }
  it("have alternatives from the plainest to the richest", async () => {
    const amp = { contentType: "text/x-amp-html", content: "<html ⚡4email>ä</html>" };
    const markdown = { contentType: 'text/markdown; variant="GFM"; charset=latin1', content: "# Tïtle" };
    const bytes = { contentType: "application/ld+json", content: Buffer.from([0, 255]) };
    const mail = await read({ html: "<p>x</p>", alternatives: [amp, markdown, bytes] });
    expect(types(mail)).to.deep.equal([
      "text/plain",
      amp.contentType,
      "text/html",
      "text/markdown",
      "application/ld+json",
    ]);
    expect([textOf(mail.parts[1]), textOf(mail.parts[3])]).to.deep.equal([amp.content, markdown.content]);
    expect(mail.parts[3]?.parameters).to.deep.equal({ charset: "utf-8", variant: "GFM" });
    expect(mail.parts[4]?.content).to.equal("AP8=");
  });
  it("reject alternatives that are not parts", async () => {
    const file = { contentType: "text/plain", content: { path: "/etc/hostname" } };
    const wrong = [{ contentType: "multipart/mixed", content: "" }, { content: "" }, file, 5];
    const issues = await issuesOf({ alternatives: wrong as never });
    expect(issues.map(issue => issue.split(":")[0])).to.deep.equal([
      ...["alternatives[0].contentType", "alternatives[1].contentType", "alternatives[2].content"],
      ...["alternatives[3]", "alternatives[3].contentType", "alternatives[3].content"],
    ]);
  });
  it("are text alone, HTML alone, attachments alone, or nothing", async () => {
    const attachments = [{ filename: "a.txt", content: "a" }];
    const only = { text: undefined } as never as Partial<Message>;
    expect(types(await read({}))).to.deep.equal(["text/plain"]);
    expect(types(await read({ ...only, html: "<p>x</p>" }))).to.deep.equal(["text/html"]);
    expect(types(await read({ ...only, attachments }))).to.deep.equal(["text/plain"]);
    expect((await read({ ...only, attachments })).parts[0]).to.include({ disposition: "attachment" });
    expect(types(await read(only))).to.deep.equal(["text/plain"]);
    const inline = [{ filename: "i.png", content: "i", cid: "i" }, ...attachments];
    const all = await read({ html: '<img src="cid:i">', attachments: inline });
    expect(types(all)).to.deep.equal(["text/plain", "text/html", "image/png", "text/plain"]);
    expect(all.parts[2]).to.include({ disposition: "inline", cid: "<i>" });
  });
  it(`arrive unchanged, whatever their text is (seed ${SEED})`, async () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "a",
        "ä",
        "😀",
        "\n",
        "\r\n",
        "=",
        "=3D",
        ".",
        " ",
        "\t",
        "From ",
        "\u0000",
        "\u2028",
        "x".repeat(70),
      ),
      maxLength: 200,
    });
    const lines = (body: string) => body.replace(/\r\n|\r|\n/g, "\n").replace(/\n+$/, "");
    await fc.assert(
      fc.asyncProperty(text, text, text, async (plain, html, content) => {
        const raw = await written({
          ...LETTER,
          text: plain,
          html,
          attachments: [{ filename: "a.csv", content }],
        });
        for (const line of raw.split("\r\n")) expect(line.length).to.be.at.most(78);
        expect(raw).to.match(/^[\r\n\t -~]*$/);
        const mail = await python.parse(raw);
        expect(mail.defects).to.deep.equal([]);
        const parts = new Map(mail.parts.map(part => [part.type, part]));
        if (plain !== "") expect(lines(textOf(parts.get("text/plain")))).to.equal(lines(plain));
        expect(lines(textOf(parts.get("text/html")))).to.equal(lines(html));
        expect(textOf(parts.get("text/csv"))).to.equal(content);
      }),
      { numRuns: 300, seed: SEED },
    );
  });
});
