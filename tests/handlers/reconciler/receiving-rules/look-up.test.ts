import { expect } from "chai";
import fc from "fast-check";
import { maySendFrom, mailboxRules, policyOf, SETTINGS } from "../../../support/receiving-rules/policy-of";
import { READINGS, receiversOf, type StoredRule } from "../../../support/receiving-rules/receiving-system";
import { searches } from "../../../support/runner/effort";
import { givenSenders } from "../../../../handlers/reconciler/receiving-rules/senders";
import { ruleAllows } from "../../../../records/rule-senders";

const to = (...forwardsTo: string[]): StoredRule => ({ enabled: true, forwardsTo });
const off = (...forwardsTo: string[]): StoredRule => ({ enabled: false, forwardsTo });

const RULES = new Map<string, StoredRule>([
  ["jane@company.com", to("jane@gmail.com")],
  ["jane+news@company.com", to("bob@gmail.com")],
  ["bob@company.com", to("bob@gmail.com")],
  ["both@company.com", to("Jane@gmail.com", "bob@gmail.com")],
  ["off@company.com", off("bob@gmail.com")],
  ["Capital@company.com", to("jane@gmail.com")],
  ["*@company.com", to("jane@gmail.com")],
  ["info@example.org", to("jane@gmail.com")],
  ["*@example.org", to("bob@gmail.com")],
  ["dotted@example.org", to("j.ane@gmail.com")],
  ["tagged@example.org", to("jane+x@gmail.com")],
  ["w?ld@company.com", to("jane@gmail.com")],
  ["${aws:username}@company.com", to("jane@gmail.com")],
  ["pre*@example.org", to("jane@gmail.com")],
  ["jane@elsewhere.net", to("jane@gmail.com")],
  ["*@elsewhere.net", to("jane@gmail.com")],
  ["*", to("jane@gmail.com")],
]);

/** Whether Jane may send from the address. */
const TABLE: readonly [address: string, jane: boolean][] = [
  ["jane@company.com", true],
  ["jane@Company.com", false], // SES compares the domain without case; a pattern of the policy is in lower case
  ["jane+tag@company.com", false], // its mail is Jane's until somebody makes a rule for it
  ["jane+news@company.com", false],
  ["jane+news+more@company.com", false],
  ["bob@company.com", false],
  ["Bob@company.com", false],
  ["BOB+tag@company.com", false],
  ["bob+tag@company.com", false],
  ["bob+@company.com", false],
  ['"bob"@company.com', false],
  ["bob(x)@company.com", false],
  ["(x)bob@company.com", false],
  ["bobby@company.com", true],
  ["both@company.com", true],
  ["off@company.com", false],
  ["off+tag@company.com", false],
  ["Capital@company.com", false],
  ["capital@company.com", false],
  ["anything@company.com", true],
  ["any+thing@company.com", true],
  ["Anything@company.com", false],
  ["wild@company.com", false], // left out with w?ld@
  ["a@sub.company.com", false],
  ["a@company.com.evil.net", false],
  ["a@notcompany.com", false],
  ["info@example.org", true],
  ["info+tag@example.org", false],
  ["other@example.org", false],
  ["dotted@example.org", false],
  ["tagged@example.org", false],
  ["prefix@example.org", false],
  ["jane@elsewhere.net", false],
  ["x@elsewhere.net", false],
  ["x@nowhere.net", false],
];

describe("what a login may send from, and whose mail the receiving system delivers", () => {
  const policy = policyOf("jane@gmail.com", RULES);

  for (const [address, expected] of TABLE)
    it(`${expected ? "allows" : "refuses"} ${address}`, () => {
      expect(maySendFrom(address, policy)).to.equal(expected);
    });

  it("in the table, no address is allowed whose mail goes to somebody else, however the look-up is read", () => {
    for (const [address] of TABLE.filter(([, allowed]) => allowed))
      for (const reading of READINGS)
        expect(receiversOf(address, RULES, reading), `${address} ${JSON.stringify(reading)}`).to.include(
          "jane@gmail.com",
        );
  });

  it("in thousands of random rules, no address is allowed whose mail goes to somebody else", () => {
    let allowed = 0;
    fc.assert(
      fc.property(rules(), fc.array(address(), { minLength: 1, maxLength: 12 }), (stored, addresses) => {
        for (const mailbox of ["jane@gmail.com", "bob@gmail.com"]) {
          const given = policyOf(mailbox, stored);
          for (const one of [...addresses, ...stored.keys()].filter(one => maySendFrom(one, given))) {
            allowed++;
            for (const reading of READINGS)
              if (!receiversOf(one, stored, reading).includes(mailbox))
                throw new Error(
                  `${mailbox} may send from ${one}, whose mail is not theirs (${JSON.stringify(reading)})`,
                );
          }
        }
      }),
      { numRuns: searches(3_000), seed: 20_261_127 },
    );
    expect(allowed).to.be.greaterThan(searches(3_000));
  });

  it("a rule of one address gives it whenever the domain is allowed", () => {
    fc.assert(
      fc.property(rules(), stored => {
        const given = policyOf("jane@gmail.com", stored);
        for (const [pattern, { enabled, forwardsTo }] of stored) {
          const plain = /^[a-z0-9.+]+@(company\.com|example\.org)$/.test(pattern);
          if (enabled && plain && forwardsTo.includes("jane@gmail.com"))
            expect(maySendFrom(pattern, given), pattern).to.equal(true);
        }
      }),
      { numRuns: searches(500), seed: 20_261_127 },
    );
  });

  it("the record's attribute says the same as the policy", () => {
    fc.assert(
      fc.property(rules(), fc.array(address(), { maxLength: 8 }), (stored, addresses) => {
        const given = givenSenders(mailboxRules("jane@gmail.com", stored), [], SETTINGS);
        const evaluated = policyOf("jane@gmail.com", stored);
        for (const one of [...addresses, ...stored.keys()].filter(text => !/@.*[A-Z]/.test(text)))
          expect(ruleAllows(given, one), one).to.equal(maySendFrom(one, evaluated));
      }),
      { numRuns: searches(500), seed: 20_261_127 },
    );
  });
});

const LOCALS = [
  "jane",
  "bob",
  "jane+news",
  "jane+news+x",
  "bob+tag",
  "Bob",
  "JANE",
  "a.b",
  '"bob"',
  '"Jane"',
  "+",
  "+x",
  "b?b",
  "b*",
  "$",
  "${x}",
  "bob(x)",
];
const DOMAINS = ["company.com", "example.org", "Company.com", "sub.company.com"];

function address() {
  return fc.oneof(
    fc.tuple(fc.constantFrom(...LOCALS), fc.constantFrom(...DOMAINS)).map(parts => parts.join("@")),
    fc
      .tuple(
        fc.string({ unit: fc.constantFrom(..."abBj+."), minLength: 1, maxLength: 4 }),
        fc.constantFrom(...DOMAINS),
      )
      .map(parts => parts.join("@")),
  );
}

function rules() {
  const pattern = fc.oneof(
    { weight: 4, arbitrary: address() },
    { weight: 2, arbitrary: fc.constantFrom("*@company.com", "*@example.org", "*@Company.com", "*") },
  );
  const rule = fc.record({
    enabled: fc.boolean(),
    forwardsTo: fc.subarray(["jane@gmail.com", "bob@gmail.com"]),
  });
  return fc
    .array(fc.tuple(pattern, rule), { maxLength: 10 })
    .map(entries => new Map<string, StoredRule>(entries));
}
