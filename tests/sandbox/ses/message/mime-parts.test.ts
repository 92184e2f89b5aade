import { expect } from "chai";
import { REJECTED_EXTENSIONS } from "../../../../records/ses-attachment-types";
import { readMessage } from "../../../../sandbox/ses/message/message";

const message = (...lines: string[]) => Buffer.from(["From: a@x.org", ...lines, ""].join("\r\n"));
const read = (...lines: string[]) => readMessage(message(...lines)).shape;
const reason = (...lines: string[]) => {
  try {
    read(...lines);
    return "accepted";
  } catch (error) {
    return (error as Error).message;
  }
};
/** A message of one attachment with these header lines. */
const attachment = (...lines: string[]) =>
  reason('Content-Type: multipart/mixed; boundary="b"', "", "--b", ...lines, "", "x", "--b--");

const TYPES: [header: string, reason: string][] = [
  ["text/plain", "accepted"],
  ["text/plain;", "accepted"],
  ["text/plain; charset=utf-8; format=flowed", "accepted"],
  ['text/plain (plain text); charset="utf-8"', "accepted"],
  ["text", "Expected '/', got null"],
  ["text; charset=utf-8", "Expected '/', got ;"],
  ["text plain", "Expected '/', got plain"],
  ["/plain", "Expected MIME type, got /"],
  ["", "Expected MIME type, got null"],
  ['"text"/plain', "Expected MIME type, got text"],
  ["text/", "Expected MIME subtype, got null"],
  ["text/;", "Expected MIME subtype, got ;"],
  ["text/plain charset=utf-8", "Expected ';', got \"charset\""],
  ["text/plain, charset=utf-8", "Expected ';', got \",\""],
  ["text/plain; =utf-8", 'Expected parameter name, got "="'],
  ["text/plain; charset", "Expected '=', got \"null\""],
  ["text/plain; charset utf-8", "Expected '=', got \"utf-8\""],
  ["text/plain; charset=", 'Expected parameter value, got "null"'],
  ["text/plain; charset=;", 'Expected parameter value, got ";"'],
  ['text/plain; charset="utf-8', "Unbalanced quoted string"],
  ["text/plain (comment", "Unbalanced comments"],
];

const DISPOSITIONS: [header: string, reason: string][] = [
  ["attachment", "accepted"],
  ["inline; filename=a.pdf", "accepted"],
  ["=?utf-8?q?attachment?=", "Expected disposition, got ="],
  ["; filename=a.pdf", "Expected disposition, got ;"],
  ["", "Expected disposition, got null"],
  ["attachment; filename=my report.pdf", "Expected ';', got \"report.pdf\""],
  ["attachment; filename=a[1].pdf", "Expected ';', got \"[\""],
  ["attachment; filename=", 'Expected parameter value, got "null"'],
  ['attachment; filename="a.pdf', "Unbalanced quoted string"],
];

describe("local SES: MIME headers", () => {
  for (const [header, said] of TYPES) {
    it(`of a message are read as JavaMail reads them: Content-Type: ${header}`, () => {
      expect(reason(`Content-Type: ${header}`, "", "Hi")).to.equal(said);
    });
    it(`of a part are read as JavaMail reads them: Content-Type: ${header}`, () => {
      expect(attachment(`Content-Type: ${header}`)).to.equal(said);
    });
  }
  for (const [header, said] of DISPOSITIONS) {
    it(`are read as JavaMail reads them: Content-Disposition: ${header}`, () => {
      expect(attachment(`Content-Disposition: ${header}`)).to.equal(said);
      expect(reason(`Content-Disposition: ${header}`, "", "Hi")).to.equal(said);
    });
  }
});

describe("local SES: boundaries", () => {
  const MIXED = 'Content-Type: multipart/mixed; boundary="b"';
  for (const [what, body] of [
    ["no line of it", ["", "Hi"]],
    ["an empty body", [""]],
    ["another boundary only", ["", "--c", "", "Hi", "--c--"]],
    ["the boundary within a line", ["", " --b", "x--b"]],
    ["a longer boundary", ["", "--bb", "", "Hi", "--bb--"]],
  ] as const) {
    it(`must start: ${what}`, () => {
      expect(reason(MIXED, ...body)).to.equal("Missing start boundary");
    });
  }
  it("must start in each nested multipart", () => {
    const inner = ["--b", "Content-Type: multipart/alternative; boundary=c", "", "Hi"];
    expect(reason(MIXED, "", ...inner, "--b--")).to.equal("Missing start boundary");
    expect(reason(MIXED, "", ...inner, "--b", "", "next")).to.equal("Missing start boundary");
    expect(reason(MIXED, "", ...inner, "--c", "", "Hi", "--c--", "--b--")).to.equal("accepted");
    expect(reason(MIXED, "", ...inner)).to.equal("Missing start boundary");
  });
  it("need not end, and may be followed by spaces, a preamble before and an epilogue after", () => {
    expect(reason(MIXED, "", "--b", "", "Hi")).to.equal("accepted");
    expect(reason(MIXED, "", "preamble", "--b \t", "", "Hi", "--b-- ", "--b is over")).to.equal("accepted");
  });
  it("are guessed where the header has none, as JavaMail does", () => {
    expect(reason("Content-Type: multipart/mixed", "", "--x", "", "Hi", "--x--")).to.equal("accepted");
    expect(reason("Content-Type: multipart/mixed", "", "Hi")).to.equal("Missing start boundary");
  });
  it("of an outer multipart end the inner ones", () => {
    const shape = read(
      ...[MIXED, "", "--b", "Content-Type: multipart/related; boundary=c", "", "--c", "", "1"],
      ...["--b", "", "2", "--c", "still 2", "--b--", "--c", "epilogue"],
    );
    expect(shape).to.deep.equal({ parts: 3, depth: 2 });
  });
});

describe("local SES: attachments", () => {
  it("may be of any type but the 90 that AWS lists", () => {
    expect(REJECTED_EXTENSIONS.size).to.equal(90);
  });
  for (const extension of REJECTED_EXTENSIONS) {
    it(`are rejected: .${extension}`, () => {
      expect(attachment(`Content-Disposition: attachment; filename="file.${extension}"`)).to.equal(
        `Illegal filename 'file.${extension}'.`,
      );
    });
  }
  for (const extension of ["pdf", "zip", "txt", "html", "json", "docx", "exes", "jsx", "gz"]) {
    it(`are accepted: .${extension}`, () => {
      expect(attachment(`Content-Disposition: attachment; filename="file.${extension}"`)).to.equal(
        "accepted",
      );
    });
  }
  for (const [what, ...lines] of [
    ["the name of Content-Type", 'Content-Type: application/octet-stream; name="a.exe"'],
    ["capital letters", 'Content-Disposition: attachment; filename="A.EXE"'],
    ["an inline part", 'Content-Disposition: inline; filename="a.exe"'],
    ["no quotes", "Content-Disposition: attachment; filename=a.exe"],
    ["a dot at its end", 'Content-Disposition: attachment; filename="a.exe."'],
    ["a space at its end", 'Content-Disposition: attachment; filename="a.exe "'],
    ["escapes", 'Content-Disposition: attachment; filename="a\\.e\\xe"'],
    ["an encoded word", 'Content-Disposition: attachment; filename="=?utf-8?b?YS5leGU=?="'],
    ["an encoded extension (RFC 2231)", "Content-Disposition: attachment; filename*=utf-8''a%2Eex%65"],
    ["a continued name", 'Content-Disposition: attachment; filename*0="a.e"; filename*1="xe"'],
    [
      "a continued and encoded name",
      "Content-Disposition: attachment; filename*0*=utf-8''%61.; filename*1*=e%78e",
    ],
    ["a harmless one beside it", 'Content-Type: text/plain; name="a.exe"; charset=utf-8', "X: a.txt"],
    ["a folded line", "Content-Disposition: attachment;", ' filename="a.exe"'],
  ] as const) {
    it(`are rejected by their name, whatever way it is written: ${what}`, () => {
      expect(attachment(...lines)).to.match(/^Illegal filename 'a.exe[. ]?'\.$/i);
    });
  }
  it("are found at every level, and as the whole message", () => {
    const evil = 'Content-Disposition: attachment; filename="a.bat"';
    expect(reason(evil, "", "x")).to.equal("Illegal filename 'a.bat'.");
    const inner = [
      "--b",
      "Content-Type: multipart/mixed; boundary=c",
      "",
      "--c",
      "",
      "Hi",
      "--c",
      evil,
      "",
      "x",
    ];
    expect(reason('Content-Type: multipart/mixed; boundary="b"', "", ...inner)).to.match(/a\.bat/);
  });
});

describe("local SES: attachments of an attached message", () => {
  const EVIL = 'Content-Disposition: attachment; filename="a.bat"';
  const MESSAGE = "Content-Type: message/rfc822";
  const inside = (...lines: string[]) =>
    reason('Content-Type: multipart/mixed; boundary="b"', "", "--b", ...lines, "--b--");

  it("are rejected like those of the message itself, at every level", () => {
    expect(inside(MESSAGE, "", "Subject: x", EVIL, "", "x")).to.equal("Illegal filename 'a.bat'.");
    expect(inside(MESSAGE, "", "Subject: x", "", "x")).to.equal("accepted");
    expect(inside(MESSAGE, "", MESSAGE, "", MESSAGE, "", EVIL, "", "x")).to.match(/a\.bat/);
    const parts = ["Content-Type: multipart/mixed; boundary=c", "", "--c", "", "Hi", "--c", EVIL, "", "x"];
    expect(inside(MESSAGE, "Content-Transfer-Encoding: 8bit", "", ...parts, "--c--")).to.match(/a\.bat/);
    expect(inside("Content-Type: message/global", "", ...parts, "--c--")).to.match(/a\.bat/);
    expect(reason(MESSAGE, "", "Subject: x", EVIL, "", "x")).to.match(/a\.bat/);
  });
  it("are found after one whose header does not end", () => {
    expect(inside(MESSAGE, "", "Content-Disposition: inline", "--b", EVIL, "", "x")).to.match(/a\.bat/);
    expect(inside(MESSAGE, "", "--b", EVIL, "", "x")).to.match(/a\.bat/);
  });
  it("are not guessed from its text, nor read where it is encoded", () => {
    expect(inside(MESSAGE, "", "Subject: x", "", EVIL)).to.equal("accepted");
    expect(inside("Content-Type: text/plain", "", EVIL)).to.equal("accepted");
    expect(inside(MESSAGE, "Content-Transfer-Encoding: base64", "", EVIL, "", "x")).to.equal("accepted");
  });
  it("are all that is checked of it", () => {
    expect(inside(MESSAGE, "", "Content-Type: text", "", "x")).to.equal("accepted");
    expect(inside(MESSAGE, "", "Content-Type: multipart/mixed; boundary=c", "", "x")).to.equal("accepted");
    const nested = ["Content-Type: multipart/mixed; boundary=c", "", "--c", "Content-Type: multipart/mixed"];
    expect(inside(MESSAGE, "", ...nested, "", "x", "--c--")).to.equal("accepted");
  });
  it("are found in a message that is read once: 20,000 attached messages in one another and side by side", () => {
    const many = Array.from({ length: 20_000 }, () => `${MESSAGE}\r\n`);
    expect(inside(...many, EVIL, "", "x")).to.match(/a\.bat/);
    const apart = Array.from({ length: 20_000 }, () => `--b\r\n${MESSAGE}\r\n\r\nSubject: x\r\n\r\n--x`);
    expect(inside("", "x", ...apart, "--b", EVIL, "", "x")).to.match(/a\.bat/);
  });
});

describe("local SES: messages of unusual shape", () => {
  it("are read once: 200,000 parts", () => {
    const shape = read('Content-Type: multipart/mixed; boundary="b"', "", "--b\r\n\r\nx\r\n".repeat(200_000));
    expect(shape).to.deep.equal({ parts: 200_000, depth: 1 });
  });
  it("are not read beyond half a million parts", () => {
    const parts = "--b\r\n\r\n".repeat(500_001);
    expect(reason('Content-Type: multipart/mixed; boundary="b"', "", parts)).to.equal("Too many MIME parts.");
  });
  it("are read once: 20,000 nested multiparts", () => {
    const open = Array.from(
      { length: 20_000 },
      (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n`,
    );
    const shape = read("Content-Type: multipart/mixed; boundary=b0", "", ...open, "--b20000", "", "x");
    expect(shape).to.deep.equal({ parts: 20_001, depth: 20_001 });
  });
});
