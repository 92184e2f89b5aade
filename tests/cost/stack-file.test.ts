import { expect } from "chai";
import { UsageError } from "../../cost/config";
import { stackFilePairs } from "../../cost/stack-file";

describe("a stack's configuration file, for npm run policies", () => {
  it("gives the settings as Pulumi does: lists as JSON, and no secrets", () => {
    const text = `encryptionsalt: v1:abc
config:
  aws:region: eu-central-1
  ses-smtp:domains:
    - company.com
  ses-smtp:deletionProtection: false
  ses-smtp:logRetentionDays: 30
  other:token:
    secure: v1:xyz
  other:nothing:
`;
    expect(stackFilePairs(text, "Pulumi.prod.yaml")).to.deep.equal([
      "aws:region=eu-central-1",
      'ses-smtp:domains=["company.com"]',
      "ses-smtp:deletionProtection=false",
      "ses-smtp:logRetentionDays=30",
    ]);
  });

  it("may have no settings", () => {
    for (const text of ["", "config:\n", "config: {}\n"])
      expect(stackFilePairs(text, "Pulumi.prod.yaml")).to.deep.equal([]);
  });

  for (const [what, text] of [
    ["not YAML", "config: ["],
    ["settings in a list", "config: []"],
    ["settings in a text", "config: hello"],
  ] as const)
    it(`is refused by its name: ${what}`, () => {
      expect(() => stackFilePairs(text, "Pulumi.prod.yaml")).to.throw(
        UsageError,
        /^--stack-file Pulumi\.prod\.yaml: /,
      );
    });
});
