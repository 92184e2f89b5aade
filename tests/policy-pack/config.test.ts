import { expect } from "chai";
import { readExceptions } from "../../policy-pack/config/exceptions";
import { loadPackConfig, parsePackConfig } from "../../policy-pack/config/pack-config";
import { analyze } from "../../cost/analyzer";
import { pack, TODAY } from "../support/policy-pack/pack";

const KEY = "aws:kms/key:Key";
const GOOD = {
  type: KEY,
  name: "audit",
  reason: "the auditors ask for a key of their own",
  expiry: "2027-06-30",
  maximumUsdPerMonth: 1,
};

describe("an exception", () => {
  it("permits only the named resource", async () => {
    const policies = pack({ only: "standing-cost", exceptions: { "standing-cost": [GOOD] } });
    expect(await analyze(policies, { type: KEY, name: "audit" })).to.deep.equal([]);
    expect(await analyze(policies, { type: KEY, name: "other" })).to.have.length(1);
    expect(
      await analyze(policies, { type: "aws:kms/externalKey:ExternalKey", name: "audit" }),
    ).to.have.length(1);
  });

  it("does not apply above its maximum", async () => {
    const policies = pack({
      only: "standing-cost",
      exceptions: { "standing-cost": [{ ...GOOD, maximumUsdPerMonth: 0.5 }] },
    });
    const [refusal] = await analyze(policies, { type: KEY, name: "audit" });
    expect(refusal?.message).to.match(/\. Its exception allows at most \$0\.50 per month\.$/);
  });

  it("for another resource of the type is named in the violation", async () => {
    const policies = pack({ only: "standing-cost", exceptions: { "standing-cost": [GOOD] } });
    const [refusal] = await analyze(policies, { type: KEY, name: "audti" });
    expect(refusal?.message).to.match(/\. The exceptions to standing-cost for this type are for "audit"\.$/);
  });

  it("applies to one policy", async () => {
    const policies = pack({ exceptions: { "free-allotments": [GOOD] } });
    expect(await analyze(policies, { type: KEY, name: "audit" })).to.have.length(1);
  });

  it("applies on its last day", () => {
    expect(
      readExceptions({ exceptions: [{ ...GOOD, expiry: TODAY }] }, "standing-cost", TODAY),
    ).to.have.length(1);
  });

  const without = (key: string) => ({
    exceptions: [Object.fromEntries(Object.entries(GOOD).filter(([own]) => own !== key))],
  });
  const refused: [string, unknown, string][] = [
    ["without a type", without("type"), "standing-cost.exceptions[0].type: missing"],
    ["without a name", without("name"), "standing-cost.exceptions[0].name: missing"],
    ["without a reason", without("reason"), "standing-cost.exceptions[0].reason: missing"],
    ["without an expiry", without("expiry"), "standing-cost.exceptions[0].expiry: missing"],
    [
      "without a maximum",
      without("maximumUsdPerMonth"),
      "standing-cost.exceptions[0].maximumUsdPerMonth: missing",
    ],
    ...[KEY.replace("/key", ""), "aws.kms.Key", "kms/key:Key", "aws:kms/key:Kee", "AWS:KMS/Key:Key"].map(
      (type): [string, unknown, string] => [
        `for ${type}`,
        { exceptions: [{ ...GOOD, type }] },
        "standing-cost.exceptions[0].type: unknown resource type; use aws:kms/key:Key",
      ],
    ),
    [
      "for a type similar to none",
      { exceptions: [{ ...GOOD, type: "aws:lock/padlock:Padlock" }] },
      "standing-cost.exceptions[0].type: unknown resource type; use a type from policy-pack/data/provider-types.txt",
    ],
    [
      "with an empty reason",
      { exceptions: [{ ...GOOD, reason: "needed" }] },
      "standing-cost.exceptions[0].reason: must be a sentence of at least 20 characters",
    ],
    [
      "that has expired",
      { exceptions: [{ ...GOOD, expiry: "2026-11-20" }] },
      "standing-cost.exceptions[0].expiry: expired on 2026-11-20; remove the exception, or renew it and its reason",
    ],
    [
      "that never expires",
      { exceptions: [{ ...GOOD, expiry: "never" }] },
      "standing-cost.exceptions[0].expiry: must be a date such as 2027-06-30",
    ],
    [
      "with a negative maximum",
      { exceptions: [{ ...GOOD, maximumUsdPerMonth: -1 }] },
      "standing-cost.exceptions[0].maximumUsdPerMonth: must be the maximum cost per month in US dollars, 0 or more",
    ],
    [
      "with a key that does not exist",
      { exceptions: [{ ...GOOD, urn: "x" }] },
      "standing-cost.exceptions[0].urn: unknown key; expected type, name, reason, expiry, maximumUsdPerMonth",
    ],
    [
      "in a configuration with another key",
      { enforcementLevels: "advisory" },
      "standing-cost.enforcementLevels: unknown key; expected exceptions",
    ],
    ["that is not a list", { exceptions: GOOD }, "standing-cost.exceptions: must be a list"],
  ];
  for (const [what, config, message] of refused) {
    it(`${what} is refused, naming the key`, () => {
      expect(() => readExceptions(config, "standing-cost", TODAY)).to.throw(message);
    });
  }

  it("may name a type of another provider, whose types the pack does not know", () => {
    const types = ["pulumi-nodejs:dynamic:Resource", "command:local:Command", "aws-native:kms:Key"];
    const exceptions = types.map(type => ({ ...GOOD, type }));
    expect(readExceptions({ exceptions }, "standing-cost", TODAY)).to.have.length(3);
  });

  it("has all its issues reported at once", () => {
    expect(() => readExceptions({ exceptions: [{}], more: 1 }, "p", TODAY)).to.throw(
      /p\.more: [^]*type: missing[^]*maximumUsdPerMonth: missing/,
    );
  });
});

describe("the pack's own configuration", () => {
  it("is valid", () => {
    expect(() =>
      loadPackConfig(
        pack().map(({ name }) => name),
        TODAY,
      ),
    ).not.to.throw();
  });

  it("is refused with a policy that does not exist, or when it is not JSON", () => {
    expect(() => parsePackConfig('{"standing-costs": {}}', ["standing-cost"], TODAY)).to.throw(
      "config.json: standing-costs: unknown policy; expected standing-cost",
    );
    expect(() => parsePackConfig("{", ["standing-cost"], TODAY)).to.throw(
      "config.json: must be a JSON object that maps policies to exceptions",
    );
    expect(() =>
      parsePackConfig('{"standing-cost": {"enforcementLevel": "advisory"}}', ["standing-cost"], TODAY),
    ).to.throw("config.json: standing-cost.enforcementLevel: unknown key; expected exceptions");
  });
});
