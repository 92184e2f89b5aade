import { expect } from "chai";
import { readMessage } from "../../../../sandbox/ses/message/message";
import { SINGLE_FIELDS } from "../../../../sandbox/ses/message/single-fields";

const FROM = "From: a@x.org";
const read = (...lines: string[]) => readMessage(Buffer.from(`${lines.join("\r\n")}\r\n\r\nHi\r\n`));
const reason = (...lines: string[]) => {
  try {
    read(...lines);
    return "accepted";
  } catch (error) {
    return (error as Error).message;
  }
};

const VALUES: Readonly<Record<string, string>> = {
  From: "a@x.org",
  Sender: "a@x.org",
  "Reply-To": "a@x.org",
  "Return-Path": "<a@x.org>",
  "Content-Type": "text/plain",
  "Content-Disposition": "inline",
};

describe("local SES: header fields", () => {
  it("that may stand once are the 60 that AWS lists", () => {
    expect(SINGLE_FIELDS).to.have.length(60);
  });
  for (const name of SINGLE_FIELDS) {
    const line = `${name}: ${VALUES[name] ?? "x"}`;
    const others = name === "From" ? [] : [FROM];
    it(`may stand once: ${name}`, () => {
      expect(reason(...others, line)).to.equal("accepted");
      const second = name.toUpperCase();
      expect(reason(...others, line, `${second}: ${VALUES[name] ?? "x"}`)).to.equal(
        `Duplicate header '${second}'.`,
      );
    });
  }
  for (const name of ["To", "Cc", "Bcc", "Received", "X-Tag", "X-SES-MESSAGE-TAGS", "Resent-To"]) {
    it(`may stand twice: ${name}`, () => {
      expect(reason(FROM, `${name}: b@y.org`, `${name}: c@z.org`)).to.equal("accepted");
    });
  }
  for (const name of ["To", "Cc", "Bcc", "Reply-To", "From", "Sender", "Return-Path"]) {
    it(`are parsed as addresses: ${name}`, () => {
      const others = name === "From" ? [] : [FROM];
      expect(reason(...others, `${name}: a@x.org; b@y.org`)).to.equal("Illegal semicolon, not in group");
      expect(reason(...others, `${name}: a@x_y.org`)).to.equal("Domain contains illegal character");
    });
  }
  for (const name of ["To", "Cc", "Bcc"]) {
    it(`are one list, however many there are: ${name}`, () => {
      expect(reason(FROM, `${name}: b@y.org`, `${name}: c@z_.org`)).to.match(/illegal character/);
    });
  }
  it("may be empty, but From may not", () => {
    expect(reason(FROM, "To:", "Cc: ", "Reply-To:")).to.equal("accepted");
    expect(reason("From:", "To: b@y.org")).to.equal("Missing final '@domain'");
    expect(reason("To: b@y.org")).to.equal("Missing required header 'From'.");
  });
  it("may be folded within an address list", () => {
    expect(reason("From: Ann", "\t<a@x.org>", "To: b@y.org,", "  c@z.org")).to.equal("accepted");
  });
  it("are not read beyond their section's limit", () => {
    const long = Array.from({ length: 1_200 }, () => `X-Long: ${"x".repeat(900)}`);
    expect(reason(FROM, ...long)).to.equal("Header section too long.");
  });
});
