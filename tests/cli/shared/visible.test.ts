import { expect } from "chai";
import { visibleLines } from "../../../cli/shared/visible";
import { visible } from "../../../mailer/errors/visible";

const CASES: [what: string, text: string, shown: string][] = [
  ["an escape sequence", "\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
  ["a C1 control sequence", "\u009b31m", "\\u009b31m"],
  ["a backspace and a delete", "a\b\u007f", "a\\u0008\\u007f"],
  ["a carriage return and a tab", "a\r\tb", "a\\r\\tb"],
  ["a null", "a\u0000b", "a\\u0000b"],
  ["a change of direction", "\u202egpj.exe", "\\u202egpj.exe"],
  ["an isolate", "\u2066x\u2069", "\\u2066x\\u2069"],
  ["what cannot be seen", "a\u200bb\ufeffc\u00add", "a\\u200bb\\ufeffc\\u00add"],
  ["a line separator", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
  ["half a character", "a\ud800b", "a\\ud800b"],
];

describe("stored text in a terminal", () => {
  for (const [what, text, shown] of CASES) {
    it(`shows ${what}`, () => {
      expect(visible(text)).to.equal(shown);
      expect(visibleLines(text)).to.equal(shown);
    });
  }
  it("keeps letters of all scripts, symbols and emoji", () => {
    for (const text of ["Jürgen Müller", "東京", "naïve €5 👋", "a\\nb"])
      expect(visible(text)).to.equal(text);
  });
  it("is in one line, unless it is meant to have several", () => {
    expect(visible("a\nforged: b")).to.equal("a\\nforged: b");
    expect(visibleLines("a\nb\n")).to.equal("a\nb\n");
  });
  it("has the same meaning in JSON", () => {
    const value = { from: CASES.map(([, text]) => text).join("\n") };
    const json = visibleLines(JSON.stringify(value));
    expect(JSON.parse(json)).to.deep.equal(value);
    expect(json).to.match(/^[\x20-\x7e]*$/);
  });
});
