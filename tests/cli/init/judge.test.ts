import { expect } from "chai";
import type { Choices, Observed } from "../../../cli/init/choices";
import { judge } from "../../../cli/init/judge";
import { readSettings } from "../../../infra/settings";

const ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const CHOICES: Choices = {
  stack: "prod",
  region: "eu-central-1",
  domains: ["company.com", "mail.company.com"],
  kmsKey: "alias/ses-smtp",
  alertEmails: ["admin@company.com"],
};

const KEY = {
  arn: ARN,
  state: "Enabled",
  usage: "ENCRYPT_DECRYPT",
  spec: "SYMMETRIC_DEFAULT",
  manager: "CUSTOMER",
};
const ACCOUNT = {
  hasProductionAccess: true,
  enforcement: "HEALTHY",
  isSendingEnabled: true,
  quota: { perDay: 50_000, perSecond: 14, sentToday: 1_200 },
  plan: "ESSENTIALS",
};
const TABLE = { partitionKey: "PK", sortKey: "SK", hasStringKeys: true, hasStream: true };

const OBSERVED: Observed = {
  key: { found: KEY },
  table: undefined,
  identities: new Map(CHOICES.domains.map(domain => [domain, { missing: true }])),
  account: { found: ACCOUNT },
  concurrency: { found: 1_000 },
};

const judged = (observed: Partial<Observed> = {}, choices: Partial<Choices> = {}) =>
  judge({ ...CHOICES, ...choices }, { ...OBSERVED, ...observed });

const identities = (configurationSet: string | undefined, isVerified = true) =>
  new Map(CHOICES.domains.map(domain => [domain, { found: { isVerified, configurationSet } }]));

describe("ses-smtp init decides", () => {
  it("what the program accepts, with the ARN of a key that was named by its alias", () => {
    const { config, issues } = judged();
    expect(issues).to.deep.equal([]);
    expect(config).to.deep.equal({
      "aws:region": "eu-central-1",
      "ses-smtp:domains": ["company.com", "mail.company.com"],
      "ses-smtp:kmsKeyArn": ARN,
      "ses-smtp:alertEmails": ["admin@company.com"],
    });
    const asPulumi = Object.fromEntries(
      Object.entries(config ?? {}).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
    expect(readSettings(asPulumi, "prod").domains).to.deep.equal(CHOICES.domains);
  });

  const unusable: [string, Partial<Observed>, Partial<Choices>, RegExp][] = [
    ["a key that does not exist", { key: { missing: true } }, {}, /no key "alias\/ses-smtp" in eu-central-1/],
    ["a disabled key", { key: { found: { ...KEY, state: "Disabled" } } }, {}, /is Disabled/],
    ["a key to be deleted", { key: { found: { ...KEY, state: "PendingDeletion" } } }, {}, /PendingDeletion/],
    ["a key of AWS", { key: { found: { ...KEY, manager: "AWS" } } }, {}, /managed by AWS/],
    [
      "a signing key",
      { key: { found: { ...KEY, usage: "SIGN_VERIFY", spec: "RSA_2048" } } },
      {},
      /SIGN_VERIFY \(RSA_2048\)/,
    ],
    [
      "an alias that nobody may look up",
      { key: { unknown: "not allowed to call kms:DescribeKey." } },
      {},
      /cannot be looked up/,
    ],
    ["a missing table", { table: { missing: true } }, { table: "mail" }, /no table "mail"/],
    [
      "a table with other keys",
      { table: { found: { ...TABLE, partitionKey: "id", sortKey: undefined } } },
      { table: "mail" },
      /has the key id/,
    ],
    [
      "a table with numbers as keys",
      { table: { found: { ...TABLE, hasStringKeys: false } } },
      { table: "mail" },
      /not both strings/,
    ],
    [
      "identities of which some exist",
      {
        identities: new Map([
          ["company.com", { found: { isVerified: true, configurationSet: "ses-smtp-prod" } }],
          ["mail.company.com", { missing: true as const }],
        ]),
      },
      {},
      /an identity for company\.com, and none for mail\.company\.com/,
    ],
    [
      "an identity with another default configuration set, without a choice",
      { identities: identities("theirs") },
      {},
      /company\.com has the default configuration set "theirs"/,
    ],
    [
      "an identity without a default set, without a choice",
      { identities: identities(undefined) },
      {},
      /no default configuration set/,
    ],
  ];
  for (const [what, observed, choices, problem] of unusable)
    it(`nothing for ${what}, and says what to do`, () => {
      const { config, issues } = judged(observed, choices);
      expect(config).to.equal(undefined);
      expect(issues.map(issue => issue.problem).join("\n")).to.match(problem);
      for (const { key, remedy } of issues) {
        expect(key).to.match(/^--/);
        expect(remedy).to.not.equal("");
      }
    });

  it("to use existing identities as they are, with the choice about their default sets", () => {
    const { config, notes } = judged(
      { identities: identities("theirs", false) },
      { configurationSet: "allow" },
    );
    expect(config).to.include({
      "ses-smtp:identity": "existing",
      "ses-smtp:existingConfigurationSet": "allow",
    });
    expect(notes.join("\n")).to.match(/Not verified yet: company\.com, mail\.company\.com/);
  });

  it("needs no choice where the stack's own set is the default, as after another deployment", () => {
    const { config } = judged({ identities: identities("ses-smtp-prod") });
    expect(config).to.include({ "ses-smtp:identity": "existing" });
    expect(config).to.not.have.property("ses-smtp:existingConfigurationSet");
  });

  it("takes a key's ARN on trust where it may not be looked up, and says so", () => {
    const { config, notes } = judged({ key: { unknown: "not allowed." } }, { kmsKey: ARN });
    expect(config).to.include({ "ses-smtp:kmsKeyArn": ARN });
    expect(notes.join("\n")).to.match(/KMS key was not checked\. not allowed\./);
  });

  it("and tells what stands in the way of sending: sandbox, status, pause, plan, concurrency", () => {
    const { config, notes } = judged({
      account: {
        found: {
          ...ACCOUNT,
          ...{ hasProductionAccess: false, enforcement: "PROBATION", isSendingEnabled: false, plan: "PRO" },
        },
      },
      concurrency: { found: 10 },
    });
    expect(config).to.not.equal(undefined);
    const text = notes.join("\n");
    for (const phrase of [/in the sandbox/, /PROBATION/, /paused/, /USD 105/, /10 functions at a time/])
      expect(text).to.match(phrase);
  });
});
