import { expect } from "chai";
import * as fc from "fast-check";
import { addressesIn } from "../../../handlers/email-validator/from-addresses";

describe("the addresses of a header From", () => {
  const cases: [what: string, values: string[], found: string[]][] = [
    ["an address", ["jane@example.com"], ["jane@example.com"]],
    ["with a name", ["Jane Doe <jane@example.com>"], ["jane@example.com"]],
    ["with a quoted name", ['"Doe, Jane" <jane@example.com>'], ["jane@example.com"]],
    ["with another address as its name", ['"boss@example.com" <jane@example.com>'], ["jane@example.com"]],
    ["with an unquoted address as its name", ["boss@example.com <jane@example.com>"], ["jane@example.com"]],
    ["with an encoded name", ["=?utf-8?q?boss=40example.com?= <jane@example.com>"], ["jane@example.com"]],
    ["with a name whose comma was decoded", ["Doe, Jane <jane@example.com>"], ["jane@example.com"]],
    ["with a comment", ["jane@example.com (boss@example.com)"], ["jane@example.com"]],
    ["with nested comments", ["(a (b@c.d) e) jane@example.com"], ["jane@example.com"]],
    ["several in one value", ["a@x.example, B <b@y.example>"], ["a@x.example", "b@y.example"]],
    ["one in each value", ["a@x.example", "B <b@y.example>"], ["a@x.example", "b@y.example"]],
    ["a group", ["Team: a@x.example, B <b@y.example>;"], ["a@x.example", "b@y.example"]],
    ["a group and an address", ["Team: a@x.example; c@z.example"], ["a@x.example", "c@z.example"]],
    ["an empty group", ["undisclosed: ;"], []],
    ["a route", ["<@a.example,@b.example:jane@example.com>"], ["jane@example.com"]],
    ["two in angle brackets", ["A <a@x.example> <b@y.example>"], ["a@x.example", "b@y.example"]],
    ["a quoted local part", ['"jane"@example.com'], ["jane@example.com"]],
    ["a quoted local part with an at sign", ['"a@b.example"@example.com'], ["a@b.example@example.com"]],
    ["an international domain", ["jane@BÜCHER.example"], ["jane@xn--bcher-kva.example"]],
    ["a domain in capitals, whose local part keeps its case", ["Jane@EXAMPLE.com"], ["Jane@example.com"]],
    ["a bracket that is not closed", ["Jane <jane@example.com"], ["jane@example.com"]],
    ["a quotation mark that is not closed", ['Jane "Doe <jane@example.com>'], ["jane@example.com"]],
    ["a parenthesis that is not closed", ["Jane (Doe <jane@example.com>"], ["jane@example.com"]],
    ["the same twice", ["jane@example.com, Jane <jane@example.com>"], ["jane@example.com"]],
    ["nothing", ["", "Jane"], []],
  ];
  for (const [what, values, found] of cases)
    it(`${what}: ${JSON.stringify(values.join(" | "))}`, () => {
      expect(addressesIn(values)).to.deep.equal(found);
    });

  it("are all found, whatever names, comments and groups are around them", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const address = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.example`);
    const name = fc.oneof(
      word,
      fc.string({ maxLength: 20 }).map(text => JSON.stringify(text.replace(/[\\"\p{Cc}]/gu, ""))),
      word.map(text => `=?utf-8?q?${text}=2C_=40?=`),
    );
    const comment = fc.oneof(
      fc.constant(""),
      word.map(text => ` (${text}@comment.example (${text}))`),
    );
    const mailbox = fc.tuple(fc.option(name), address, comment).map(([called, plain, remark]) => ({
      plain,
      text: (called === null ? plain : `${called} <${plain}>`) + remark,
    }));
    const list = fc.tuple(fc.boolean(), fc.array(mailbox, { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(list, ([inGroup, mailboxes]) => {
        const joined = mailboxes.map(({ text }) => text).join(", ");
        const expected = [...new Set(mailboxes.map(({ plain }) => plain))];
        expect(addressesIn([inGroup ? `Team: ${joined};` : joined])).to.deep.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("are read in time that grows with the text's length, whatever it contains", () => {
    for (const text of ["(", "<", '"', "\\", ",", "a@", "((((<<<<"].map(part => part.repeat(100_000)))
      expect(addressesIn([text]).length).to.be.lessThan(2);
  });
});
