import { expect } from "chai";
import { parseAddressList } from "../../../../sandbox/ses/message/address-list";

const ACCEPTED: [text: string, addresses: string[]][] = [
  ["", []],
  [" , ,", []],
  ["a@x.org", ["a@x.org"]],
  ["a@x.org, b@y.org", ["a@x.org", "b@y.org"]],
  ["Ann <a@x.org>", ["a@x.org"]],
  ['"Doe, Ann" <a@x.org>, b@y.org', ["a@x.org", "b@y.org"]],
  ['"say \\"hi\\"" <a@x.org>', ["a@x.org"]],
  ["=?utf-8?q?J=C3=BCrgen?= <j@x.org>", ["j@x.org"]],
  ["Jürgen Müller <j@x.org>", ["j@x.org"]],
  ["a@x.org (Ann (the first))", ["a@x.org"]],
  ["(b@y.org) a@x.org", ["a@x.org"]],
  ["b@y.org <a@x.org>", ["a@x.org"]],
  ["<a@x.org> and more", ["a@x.org"]],
  ["undisclosed-recipients:;", []],
  ["Team: a@x.org, Bob <b@y.org>;, c@z.org", ["a@x.org", "b@y.org", "c@z.org"]],
  ['"john doe"@x.org', ['"john doe"@x.org']],
  ["<@relay.org:a@x.org>", ["@relay.org:a@x.org"]],
  ["a@[127.0.0.1]", ["a@[127.0.0.1]"]],
  ["o'neil+tag@sub.x-y.org", ["o'neil+tag@sub.x-y.org"]],
];

/** By the conditions of JavaMail's InternetAddress, in strict mode, and its validate. */
const REJECTED: [text: string, reason: string][] = [
  ["a@x.org; b@y.org", "Illegal semicolon, not in group"],
  ["a@x.org;", "Illegal semicolon, not in group"],
  ["Ann <a@x.org>; Bob <b@y.org>", "Illegal semicolon, not in group"],
  ["Team: a: b;", "Nested group"],
  ["<a@x.org><b@y.org>", "Extra route-addr"],
  ["Ann <a@x.org> <b@y.org>", "Extra route-addr"],
  ['"Ann <a@x.org>', "Missing '\"'"],
  ['<"a@x.org>', "Missing '\"'"],
  ["Ann <a@x.org", "Missing '>'"],
  ["Ann a@x.org>", "Missing '<'"],
  ["a@x.org (Ann", "Missing ')'"],
  ["a@x.org Ann)", "Missing '('"],
  ["a@[127.0.0.1", "Missing ']'"],
  ["<>", "Empty address"],
  ["Ann <>", "Empty address"],
  ["Ann", "Missing final '@domain'"],
  ["ann, b@y.org", "Missing final '@domain'"],
  ["Team: ann;", "Missing final '@domain'"],
  ["=?utf-8?q?=22a=22_=3Ca=40x=2Eorg=3E?=", "Missing final '@domain'"],
  ["=?utf-8?q?Ann_=3Ca@x.org=3E?=", "Domain contains illegal character"],
  ["@x.org", "Missing local name"],
  ["<@x.org>", "Missing local name"],
  ["a@", "Missing domain"],
  ["Ann a@x.org", "Local address contains control or whitespace"],
  ["j\u00fcrgen@x.org", "Local address contains control or whitespace"],
  ["a\u0007b@x.org", "Local address contains control or whitespace"],
  ["a\\ b c@x.org", "Local address contains control or whitespace"],
  ["Team: a@x.org", "Local address contains illegal character"],
  ["a[b]@x.org", "Local address contains illegal character"],
  [".a@x.org", "Local address starts with dot"],
  ["a..b@x.org", "Local address contains dot-dot"],
  ["a.@x.org", "Local address ends with dot"],
  ['a"b"@x.org', "Quote not at start of local address"],
  ['"a"b@x.org', "Quote not at end of local address"],
  ["a@x.org b@y.org", "Domain contains control or whitespace"],
  ["a@m\u00fcller.org", "Domain contains control or whitespace"],
  ["a@x.org\u0000", "Domain contains control or whitespace"],
  ["a@x_y.org", "Domain contains illegal character"],
  ["a@b@x.org", "Domain contains illegal character"],
  ["a@x.org=", "Domain contains illegal character"],
  ["a@.x.org", "Domain starts with dot"],
  ["a@x..org", "Domain contains dot-dot"],
  ["a@x.org.", "Domain ends with dot"],
  ["a@x[1]", "Domain literal not at start of domain"],
  ["a@[1]x", "Domain literal end not at end of domain"],
  ["<@relay.org,b:a@x.org>", "Illegal route-addr"],
];

describe("local SES: a list of addresses", () => {
  for (const [text, addresses] of ACCEPTED) {
    it(`is read as JavaMail reads it: ${JSON.stringify(text)}`, () => {
      expect(parseAddressList(text)).to.deep.equal(addresses);
    });
  }
  for (const [text, reason] of REJECTED) {
    it(`is rejected with "${reason}": ${JSON.stringify(text)}`, () => {
      expect(() => parseAddressList(text))
        .to.throw(Error)
        .with.property("message", reason);
    });
  }
  it("is read in one pass, however long it is", () => {
    const hops = "@a.org,".repeat(100_000);
    expect(() => parseAddressList(`<${hops}x@y.org>`)).to.not.throw();
    expect(() => parseAddressList("(".repeat(1_000_000))).to.throw("Missing ')'");
    expect(parseAddressList("a@x.org, ".repeat(50_000))).to.have.length(50_000);
  });
});
