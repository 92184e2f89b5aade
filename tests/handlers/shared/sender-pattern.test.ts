import { expect } from "chai";
import fc from "fast-check";
import { parseSenderPattern } from "../../../handlers/shared/sender-pattern";
import { like } from "../../support/aws-model/ses";

const DOMAINS = ["company.com", "other.example"];

const good: [written: string, pattern: string][] = [
  ["john.doe@company.com", "john.doe@company.com"],
  ["*@company.com", "*@company.com"],
  ["news-*@company.com", "news-*@company.com"],
  ["*@marketing.company.com", "*@marketing.company.com"],
  ["John.Doe@Company.COM", "John.Doe@company.com"],
  ["o'neil+tag@other.example", "o'neil+tag@other.example"],
];

const bad: [written: string, reason: RegExp][] = [
  ["*", /every sender: write \*@company\.com/],
  ["*company.com", /also match other domains.*write \*@company\.com/],
  ["company.com", /no "@": write an address such as jane@company\.com/],
  ["", /no "@"/],
  ["@company.com", /nothing before the "@"/],
  ["${aws:username}@company.com", /character that is not allowed/],
  ["a?@company.com", /character that is not allowed/],
  ['"a"@company.com', /character that is not allowed/],
  ["a b@company.com", /character that is not allowed/],
  ["a\n@company.com", /character that is not allowed/],
  ["a@company.com\n", /no valid domain/],
  ["*a@company.com", /at most one "\*", as the last character/],
  ["a**@company.com", /at most one "\*"/],
  ["jürgen@company.com", /character that is not allowed/],
  ["a@*.company.com", /wildcard in its domain/],
  ["a@*", /wildcard in its domain/],
  ["a@cömpany.com", /xn--/],
  ["a@b@elsewhere.org", /character that is not allowed/],
  ["a@elsewhere.org", /use company\.com, other\.example or a sub-domain.*allowedFromDomains/],
  ["a@notcompany.com", /not in a domain that may be sent from/],
  ["a@company.com.elsewhere.org", /not in a domain/],
  [`${"a".repeat(65)}@company.com`, /more than 64 characters/],
];

describe("a sender pattern", () => {
  for (const [written, pattern] of good) {
    it(`${JSON.stringify(written)} is read as ${pattern}`, () => {
      expect(parseSenderPattern(written, DOMAINS)).to.deep.equal({ ok: true, value: pattern });
    });
  }

  for (const [written, reason] of bad) {
    it(`${JSON.stringify(written)} is refused with what to write instead`, () => {
      const read = parseSenderPattern(written, DOMAINS);
      expect(read.ok).to.equal(false);
      expect(read).to.have.property("reason").that.matches(reason);
    });
  }

  it("never matches an address outside the allowed domains, whatever was written", () => {
    const written = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.string(), fc.constantFrom("@company.com", "*company.com", "@x.company.com"))
        .map(parts => parts.join("")),
    );
    fc.assert(
      fc.property(written, fc.emailAddress(), (text, address) => {
        const read = parseSenderPattern(text, DOMAINS);
        if (read.ok) expect(like(read.value, address)).to.equal(false);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
