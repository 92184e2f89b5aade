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

const bad: [written: string, message: RegExp][] = [
  ["*", /every sender\. Write \*@company\.com/],
  ["*company.com", /also match other domains.*Write \*@company\.com/],
  ["company.com", /no "@"\. Write an address such as jane@company\.com/],
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
  [
    "a@elsewhere.org",
    /not in an allowed domain\. Use company\.com, other\.example or a subdomain.*allowedFromDomains/,
  ],
  ["a@notcompany.com", /not in an allowed domain/],
  ["a@company.com.elsewhere.org", /not in an allowed domain/],
  [`${"a".repeat(65)}@company.com`, /more than 64 characters/],
];

describe("a sender pattern", () => {
  for (const [written, pattern] of good) {
    it(`${JSON.stringify(written)} is read as ${pattern}`, () => {
      expect(parseSenderPattern(written, DOMAINS)).to.deep.equal({ ok: true, value: pattern });
    });
  }

  for (const [written, message] of bad) {
    it(`${JSON.stringify(written)} is refused, and the message says what to write instead`, () => {
      const read = parseSenderPattern(written, DOMAINS);
      if (read.ok) throw new Error(`It was read as ${read.value}.`);
      expect(`${read.problem}. ${read.remedy}`).to.match(message);
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
