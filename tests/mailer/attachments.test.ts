import { Readable } from "node:stream";
import { expect } from "chai";
import PostalMime from "postal-mime";
import type { Message } from "../../mailer";
import { rejectedExtension } from "../../records/ses-attachment-types";
import { parsed, written } from "../support/mailer/composed";
import { failure } from "../support/mailer/mailers";

const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };

const issuesOf = async (message: Partial<Message>, provider?: "smtp") => {
  const { issues } = await failure(written({ ...LETTER, ...message }, provider));
  return issues.map(({ key, remedy }) => `${key}: ${remedy}`);
};

describe("an attachment's type", () => {
  const typeLine = async (contentType: string, filename?: string) => {
    const attachments = [{ contentType, content: "x", ...(filename !== undefined && { filename }) }];
    const raw = await written({ ...LETTER, attachments }, "smtp");
    expect(raw).to.match(/^[\r\n\t -~]*$/);
    const mail = await PostalMime.parse(raw);
    const line = /^Content-Type: (?!multipart|text\/plain; charset=utf-8\r)[^]*?(?=\r\n\S)/m.exec(
      raw.slice(raw.indexOf("\r\n\r\n--") + 10),
    )?.[0];
    return { type: mail.attachments[0]?.mimeType, name: mail.attachments[0]?.filename, line };
  };
  it("may have parameters in any script, which are encoded", async () => {
    const { type, line } = await typeLine('application/pdf; name="Übersicht.pdf"; note=蔡', "a.pdf");
    expect(type).to.equal("application/pdf");
    expect(line).to.include("note*=utf-8''%E8%94%A1").and.include("name=a.pdf");
  });
  it("may have parameters of any length, which are continued", async () => {
    const { line } = await typeLine(`text/csv; note="${"long; ".repeat(100)}"`);
    for (const one of (line ?? "").split("\r\n")) expect(one.length).to.be.at.most(78);
    expect(line).to.include("note*0*=").and.include("note*1*=");
  });
  it("of a string says UTF-8, as which it is sent", async () => {
    expect((await typeLine("text/csv; charset=iso-8859-1; header=present")).line)
      .to.include("charset=utf-8")
      .and.not.include("8859");
  });
  it("is never a multipart, even if a table of extensions says so", async () => {
    const mail = await parsed({ ...LETTER, attachments: [{ filename: "a.gzip", content: "x" }] });
    expect(mail.attachments[0]).to.include({ mimeType: "application/octet-stream", filename: "a.gzip" });
  });
  for (const contentType of [
    "text/plain; näme=x",
    "text/plänn",
    "text/plain; a=1; A=2",
    "text/plain; a",
    'text/plain; a="b',
    "text",
    "a/b/c",
  ]) {
    it(`is rejected as ${contentType}`, async () => {
      const [issue] = await issuesOf({ attachments: [{ contentType, content: "x" }] });
      expect(issue).to.match(/^attachments\[0\]\.contentType: use one such as text\/csv/);
    });
  }
  for (const cid of ["ä", "a b", "a>b", "", "é@b", "x".repeat(901)]) {
    it(`goes with a content ID in ASCII: ${JSON.stringify(cid.slice(0, 10))} is rejected`, async () => {
      expect((await issuesOf({ attachments: [{ cid, content: "x" }] })).join()).to.include(
        "attachments[0].cid: ",
      );
    });
  }
});

describe("an attachment that SES rejects", () => {
  for (const [attachment, key] of [
    [{ filename: "run.exe", content: "x" }, "filename"],
    [{ filename: "RUN.EXE", content: "x" }, "filename"],
    [{ filename: "a.pdf.js", content: "x" }, "filename"],
    [{ filename: "run.bat. ", content: "x" }, "filename"],
    [{ path: "/tmp/run.vbs" }, "path"],
    [{ contentType: "text/plain; name=x.cmd", content: "x" }, "contentType"],
    [{ filename: "a.cer", content: "x" }, "filename"],
  ] as const) {
    it(`is rejected before anything is sent: ${JSON.stringify(attachment)}`, async () => {
      expect(await issuesOf({ attachments: [attachment] })).to.deep.equal([
        `attachments[0].${key}: send a link instead, or put it into an archive such as .zip`,
      ]);
      if ("content" in attachment)
        expect(await written({ ...LETTER, attachments: [attachment] }, "smtp")).to.include("Content-Type");
    });
  }
  it("has another extension than those of documents, pictures and archives", () => {
    for (const name of [
      "a.pdf",
      "a.docx",
      "a.png",
      "a.zip",
      "a.json",
      "exe",
      "a.exe.txt",
      "a.",
      ".exe/a",
      "a.jsx",
      "a.ics",
    ])
      expect(rejectedExtension(name), name).to.equal(undefined);
  });

  const MESSAGE = "Content-Type: message/rfc822\r\n\r\n";
  const EVIL = "Content-Disposition: attachment; filename=run.exe\r\n\r\nx\r\n";
  const HEAD = "From: a@x.test\r\nContent-Type: multipart/mixed;\r\n boundary=b\r\n\r\n";
  const parts = (...given: string[]) => `${HEAD}${given.map(part => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;
  const problemWith = async (content: string | Readable, provider?: "smtp") => {
    const attachments = [{ contentType: "message/rfc822", content }];
    return written({ ...LETTER, attachments }, provider).then(
      () => undefined,
      (error: Error) => error.message,
    );
  };
  const REJECTED =
    "attachments[0].content: SES rejects attachments of type .exe, and the attached message has one: " +
    "remove it from that message, or put the message into an archive such as .zip.";

  for (const [what, content] of [
    ["as its whole", `From: a@x.test\r\n${EVIL}`],
    ["as a part", parts("Content-Type: text/plain\r\n\r\nHi", EVIL)],
    ["after a header that does not end", parts("Content-Type: text/plain", EVIL)],
    ["in a message within it", parts(`${MESSAGE}Subject: inner\r\n${EVIL}`)],
    [
      "in a multipart within one",
      parts(`Content-Type: multipart/related; boundary="c c"\r\n\r\n--c c\r\n${EVIL}`),
    ],
    ["with its name in the type", parts('Content-Type: application/pdf; name="run.exe"\r\n\r\nx')],
    [
      "with its name encoded",
      parts("Content-Disposition: attachment; filename*=utf-8''r%75n.e%78e\r\n\r\nx"),
    ],
    [
      "with its name continued",
      parts('Content-Disposition: attachment; filename*0="run.e"; filename*1=xe\r\n\r\nx'),
    ],
    ["with its name folded", parts("Content-Disposition: attachment;\r\n\tfilename=run.exe\r\n\r\nx")],
    ["with lines that end in LF", parts(EVIL).replaceAll("\r\n", "\n")],
  ] as const) {
    it(`is found in an attached message: ${what}`, async () => {
      expect(await problemWith(content)).to.equal(REJECTED);
      expect(await problemWith(Readable.from([...content].map(one => Buffer.from(one))))).to.equal(REJECTED);
      expect(await problemWith(content, "smtp"), "elsewhere").to.equal(undefined);
    });
  }
  it("is not guessed from the text of an attached message, nor found in one that is sent as a file", async () => {
    for (const content of [
      `Subject: x\r\n\r\n${EVIL}`,
      parts(`Content-Type: text/plain\r\n\r\n${EVIL}`),
      parts("Content-Disposition: attachment; filename=run.pdf\r\n\r\nx"),
      parts(`Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${EVIL}`),
      `${parts(EVIL)}${"x".repeat(999)}\r\n`,
    ])
      expect(await problemWith(content), content).to.equal(undefined);
  });
});
