import { expect } from "chai";
import { parse } from "yaml";
import { withConfig } from "../../../cli/init/stack-file";

const CONFIG = { "aws:region": "eu-central-1", "ses-smtp:domains": ["company.com"] };

describe("a stack's configuration file", () => {
  it("is written from nothing", () => {
    const { text, changes } = withConfig("Pulumi.prod.yaml", undefined, CONFIG);
    expect(parse(text)).to.deep.equal({ config: CONFIG });
    expect(changes.map(({ key, from }) => [key, from])).to.deep.equal([
      ["aws:region", undefined],
      ["ses-smtp:domains", undefined],
    ]);
  });

  it("keeps comments, other settings, secrets and the salt", () => {
    const before = `# ours
encryptionsalt: v1:abc
config:
  # the region
  aws:region: us-east-1
  other:token:
    secure: v1:xyz
`;
    const { text, changes } = withConfig("Pulumi.prod.yaml", before, CONFIG);
    for (const kept of ["# ours", "# the region", "encryptionsalt: v1:abc", "secure: v1:xyz"])
      expect(text).to.include(kept);
    expect(parse(text)).to.deep.include({
      config: { ...CONFIG, "other:token": { secure: "v1:xyz" } },
    });
    expect(changes).to.deep.equal([
      { key: "aws:region", from: "us-east-1", to: "eu-central-1" },
      { key: "ses-smtp:domains", from: undefined, to: '["company.com"]' },
    ]);
  });

  it("stays as it is, to the byte, if it says all of it already, lists as YAML or as JSON", () => {
    const before = `config:\n    aws:region:   eu-central-1\n    ses-smtp:domains: '["company.com"]'\n`;
    expect(withConfig("Pulumi.prod.yaml", before, CONFIG)).to.deep.equal({ text: before, changes: [] });
  });

  for (const [what, text] of [
    ["not YAML", "config: [\n"],
    ["a list", "- a\n"],
    ["a text", "hello\n"],
    ["with a config that is a list", "config: []\n"],
  ] as const)
    it(`is refused, by its name, if it is ${what}`, () => {
      expect(() => withConfig("Pulumi.prod.yaml", text, CONFIG)).to.throw(/^Pulumi\.prod\.yaml: /);
    });

  it("may have no settings yet", () => {
    for (const text of ["", "config:\n", "config: {}\n", "encryptionsalt: v1:abc\n"])
      expect(parse(withConfig("Pulumi.prod.yaml", text, CONFIG).text)).to.deep.include({ config: CONFIG });
  });
});
