import { text } from "node:stream/consumers";
import { expect } from "chai";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { type Message, MailerError } from "../../mailer";
import { checkMessage } from "../../mailer/message/check";
import { parseAddress } from "../../mailer/validation/addresses";
import { composed, written } from "../support/mailer/composed";

const DEFAULTS = { provider: "ses", fromEmail: "app@example.com", fromName: "App" } as const;
const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };

function issuesOf(message: Message): readonly string[] {
  try {
    checkMessage(message, DEFAULTS);
    return [];
  } catch (error) {
    if (!(error instanceof MailerError)) throw error;
    expect(error).to.include({ code: "invalid_message", retryable: false });
    return error.issues.map(({ key }) => key);
  }
}

describe("a message", () => {
  const EVIL = "x\r\nBcc: victim@elsewhere.test";
  for (const [key, message] of Object.entries<Partial<Message>>({
    subject: { subject: EVIL },
    from: { from: { address: "app@example.com", name: EVIL } },
    to: { to: `bob@elsewhere.test\r\nBcc: victim@elsewhere.test` },
    cc: { cc: { address: "a@elsewhere.test", name: "a\nb" } },
    replyTo: { replyTo: `"a\rb" <a@elsewhere.test>` },
    'headers."X-A"': { headers: { "X-A": EVIL } },
    'headers."X-A: 1\\r\\nBcc"': { headers: { "X-A: 1\r\nBcc": "victim@elsewhere.test" } },
    "attachments[0].filename": { attachments: [{ filename: `a"\r\nX: y`, content: "" }] },
    "attachments[0].contentType": { attachments: [{ contentType: "text/plain\r\nX: y", content: "" }] },
    "attachments[0].cid": { attachments: [{ cid: "a\u0000b", content: "" }] },
    "listUnsubscribe.url": { listUnsubscribe: { url: "https://example.com/\r\nX: y" } },
    configurationSet: { configurationSet: "main\r\nX: y" },
    'tags."kind"': { tags: { kind: "a, b=c" } },
  })) {
    it(`with a line break or other control character in ${key} is rejected`, () => {
      expect(issuesOf({ ...LETTER, ...message })).to.deep.equal([key]);
    });
  }
  it("with any text in any field never gets a header or a recipient that nobody asked for", async () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        "a",
        "ä",
        "\r",
        "\n",
        " ",
        ":",
        ";",
        ",",
        "<",
        ">",
        '"',
        "@",
        "=?",
        "\\",
        "\u0000",
        "\u2028",
      ),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ subject: nasty, name: nasty, header: nasty, filename: nasty }),
        async ({ subject, name, header, filename }) => {
          const message = {
            ...LETTER,
            subject,
            from: { address: "app@example.com", name },
            headers: { "X-Own": header },
            attachments: [{ filename, content: "x" }],
          };
          if (issuesOf(message).length > 0) return;
          const mail = await PostalMime.parse(await written(message));
          const allowed = [
            "message-id",
            "date",
            "from",
            "to",
            "subject",
            "x-own",
            "mime-version",
            "content-type",
          ];
          expect(allowed).to.include.members(mail.headers.map(({ key }) => key));
          expect(mail.from?.address).to.equal("app@example.com");
          expect(mail.to?.map(({ address }) => address)).to.deep.equal(["bob@elsewhere.test"]);
        },
      ),
      { numRuns: 500 },
    );
  });
  it("accepts one address where one is expected, never a list", () => {
    for (const list of [
      "a@x.test, b@x.test",
      "a@x.test b@x.test",
      "<a@x.test> b@x.test",
      "a@x.test;b@x.test",
      '"a@x.test, b" b@x.test',
    ]) {
      expect(parseAddress(list), list).to.equal(undefined);
      expect(issuesOf({ ...LETTER, to: list }), list).to.deep.equal(["to"]);
    }
    expect(parseAddress('"Doe, Jane" <jane@Bücher.example>')).to.deep.equal({
      address: "jane@xn--bcher-kva.example",
      name: "Doe, Jane",
    });
  });
  it("needs a recipient, and for SES at most 50", () => {
    expect(issuesOf({ subject: "x" })).to.deep.equal(["to"]);
    const to = Array.from({ length: 51 }, (_, index) => `p${index}@elsewhere.test`);
    expect(issuesOf({ ...LETTER, to })).to.deep.equal(["to"]);
    expect(issuesOf({ ...LETTER, to: to.slice(1) })).to.deep.equal([]);
  });
  it("reports all its issues at once", () => {
    const message = { to: "x", subject: "a\nb", attachments: [{}], headers: { From: "y", "X-Ok": "fine" } };
    expect(issuesOf(message)).to.deep.equal(["to", "subject", "attachments[0]", 'headers."From"']);
  });
  for (const path of [
    "http://127.0.0.1:9/secret",
    "HTTPS://example.com/a.pdf",
    "file:///etc/passwd",
    "data:text/plain,hello",
    "ftp://example.com/a",
  ]) {
    it(`with the path ${path} is rejected at once: a URL is never read`, () => {
      expect(issuesOf({ ...LETTER, attachments: [{ path }] })).to.deep.equal(["attachments[0].path"]);
    });
  }
  it("may have a path with a colon or a drive letter", () => {
    for (const path of ["C:\\mail\\a.pdf", "12:30.pdf", "./a:b.pdf"])
      expect(issuesOf({ ...LETTER, attachments: [{ path }] }), path).to.deep.equal([]);
  });
  it("is written the same each time", async () => {
    const letter = await composed({ ...LETTER, html: "<b>x</b>" });
    expect(await text(letter.open())).to.equal(await text(letter.open()));
  });
  it("carries a long List-Unsubscribe unbroken, and the one-click field only with a URL", async () => {
    const url = `https://example.com/unsubscribe?token=${"a".repeat(300)}`;
    const mail = await PostalMime.parse(await written({ ...LETTER, listUnsubscribe: { url } }));
    expect(mail.headers.find(({ key }) => key === "list-unsubscribe")?.value).to.equal(`<${url}>`);
    expect(await written({ ...LETTER, listUnsubscribe: { mailto: "x@example.com" } })).to.not.include(
      "One-Click",
    );
  });
});
