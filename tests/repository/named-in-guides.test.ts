import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { OUTPUTS } from "../../checks/configuration/outputs";
import { sesSmtpHost } from "../../records/ses-regions";
import { SES_SMTP_PORTS } from "../../records/smtp-ports";
import { schema } from "../../infra/settings";

const ROOT = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const GUIDES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter(name => name.endsWith(".md"))
    .map(name => `docs/${name}`),
];

/** What a pattern's group finds in the guides, with the file. */
function named(pattern: RegExp): { file: string; name: string }[] {
  return GUIDES.flatMap(file => [...read(file).matchAll(pattern)].map(([, name = ""]) => ({ file, name })));
}

function expectKnown(found: { file: string; name: string }[], known: readonly string[]): void {
  expect(found).to.have.length.above(3);
  expect(found.filter(({ name }) => !known.includes(name))).to.deep.equal([]);
}

describe("what the guides name exists", () => {
  it("scripts of npm", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    expectKnown(named(/\bnpm run ([\w-]+)/g), Object.keys(scripts));
  });

  it("outputs of the stack", () => {
    expectKnown(named(/\bpulumi stack output (?!NAME)([a-z]\w+)/g), Object.keys(OUTPUTS));
  });

  it("settings", () => {
    expectKnown(named(/\bses-smtp:([a-z]\w+)/g), [...Object.keys(schema.shape), "index"]);
  });

  it("the settings of mail clients", () => {
    const guide = read("docs/mail-clients.md");
    const settings = guide.slice(guide.indexOf("## Settings"), guide.indexOf("## Gmail"));
    expect(settings).to.include(`\`${sesSmtpHost("eu-central-1")}\``);
    const { starttls, tls } = SES_SMTP_PORTS;
    expect(settings).to.match(new RegExp(`\\| ${starttls[0]} with STARTTLS`));
    for (const port of [...starttls, ...tls]) expect(settings).to.match(new RegExp(`\\b${port}\\b`));
  });
});
