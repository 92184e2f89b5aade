import { expect } from "chai";
import { checkLines } from "../../../../sandbox/ses/message/lines";

const check = (text: string) => () => checkLines(Buffer.from(text, "latin1"));
const HEADER = "From: a@x.org\r\n\r\n";

describe("local SES: the lines of a message", () => {
  for (const [what, text] of [
    ["998 octets", `${HEADER}${"x".repeat(998)}\r\n`],
    ["an empty body", HEADER],
    ["no line end at the end", `${HEADER}Hi`],
    ["8-bit octets", `${HEADER}${"\xe4".repeat(998)}\r\n`],
  ] as const) {
    it(`may have ${what}`, () => expect(check(text)).to.not.throw());
  }
  for (const [what, text] of [
    ["in the body", `${HEADER}${"x".repeat(999)}\r\n`],
    ["in the header", `Subject: ${"x".repeat(990)}\r\n${HEADER}`],
    ["of an attachment", `${HEADER}ok\r\n${"A".repeat(5_000)}\r\nok\r\n`],
    ["at the end", `${HEADER}${"x".repeat(999)}`],
    [
      "counted in octets, not in characters",
      `${HEADER}${Buffer.from("€".repeat(333)).toString("latin1")}\r\n`,
    ],
  ] as const) {
    it(`must not have more than 998 octets: ${what}`, () => {
      expect(check(text)).to.throw("Line length exceeds 998 octets.");
    });
  }
  for (const [what, text] of [
    ["a bare LF in the body", `${HEADER}one\ntwo\r\n`],
    ["a bare CR in the body", `${HEADER}one\rtwo\r\n`],
    ["a bare LF in the header", "From: a@x.org\nTo: b@y.org\r\n\r\nHi\r\n"],
    ["a bare CR in the header", "From: a@x.org\rTo: b@y.org\r\n\r\nHi\r\n"],
    ["CR CR LF", `${HEADER}one\r\r\ntwo\r\n`],
    ["LF CR", `${HEADER}one\n\rtwo\r\n`],
    ["a bare LF first", `\n${HEADER}`],
    ["a bare CR last", `${HEADER}one\r`],
    ["only bare LFs", "From: a@x.org\n\nHi\n"],
  ] as const) {
    it(`must end in CRLF: ${what}`, () => {
      expect(check(text)).to.throw("Bare CR or LF in message.");
    });
  }
  for (const [what, text] of [
    ["a space", ` ${HEADER}`],
    ["a tab", `\t${HEADER}`],
    ["a folded line", ` x\r\n${HEADER}`],
  ] as const) {
    it(`must begin with a header field, not with ${what}`, () => {
      expect(check(text)).to.throw("Header section must not start with whitespace.");
    });
  }
});
