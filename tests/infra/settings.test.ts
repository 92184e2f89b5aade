import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { keyInRegion } from "../../infra/key-region";
import { readSettings as readSettingsOf } from "../../infra/settings";
import { boundaryCharacters } from "../../infra/user-boundary";

const REQUIRED = {
  "ses-smtp:domains": '["Company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

const readSettings = (config: Record<string, string>, stack = "prod") => readSettingsOf(config, stack);

describe("settings", () => {
  it("have defaults for all but the domains and the key", () => {
    const settings = readSettings(REQUIRED);
    expect(settings).to.deep.include({
      domains: ["company.com"],
      allowedFromDomains: ["company.com"],
      identity: "create",
      dmarcPolicy: "quarantine",
      logRetentionDays: 30,
      logLevel: "INFO",
      deletionProtection: true,
    });
  });

  it("ignore other namespaces, and empty values, which are Pulumi.yaml's defaults", () => {
    const settings = readSettings({
      ...REQUIRED,
      "aws:region": "eu-central-1",
      "ses-smtp:mailFromSubdomain": "",
    });
    expect(settings.mailFromSubdomain).to.equal(undefined);
  });

  it("read every setting", () => {
    const settings = readSettings({
      ...REQUIRED,
      "ses-smtp:allowedFromDomains": '["marketing.company.com"]',
      "ses-smtp:deletionProtection": "false",
      "ses-smtp:identity": "existing",
      "ses-smtp:logLevel": "DEBUG",
      "ses-smtp:logRetentionDays": "14",
      "ses-smtp:mailFromSubdomain": "mail",
      "ses-smtp:rolePermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary",
      "ses-smtp:smtpEndpointOverride": "vpce-1.email-smtp.eu-central-1.vpce.amazonaws.com:2587",
      "ses-smtp:tlsReportAddress": "tls@company.com",
    });
    expect(settings).to.deep.include({
      allowedFromDomains: ["marketing.company.com"],
      deletionProtection: false,
      identity: "existing",
      logLevel: "DEBUG",
      logRetentionDays: 14,
      smtpEndpointOverride: { host: "vpce-1.email-smtp.eu-central-1.vpce.amazonaws.com", port: 2587 },
    });
  });

  it("report all faults at once, each with its key, its value and the remedy", () => {
    const read = () =>
      readSettings({
        "ses-smtp:domains": '["not a domain"]',
        "ses-smtp:logRetentionDays": "31",
        "ses-smtp:colour": "blue",
      });
    expect(read)
      .to.throw()
      .with.property("message")
      .that.includes("4 settings are not right")
      .and.includes('ses-smtp:domains[0]: is "[\\"not a domain\\"]": write a domain name')
      .and.includes("ses-smtp:kmsKeyArn: missing: write the ARN of an existing symmetric KMS key")
      .and.includes('ses-smtp:logRetentionDays: is "31": write one of 1, 3, 5')
      .and.includes("ses-smtp:colour: there is no such setting");
  });

  for (const [key, value, remedy] of [
    ["domains", "company.com", 'write a list as JSON: ["example.com"]'],
    ["domains", "[]", "write at least one domain"],
    ["domains", '["company.com","Company.com."]', "name each domain once"],
    ["kmsKeyArn", "alias/mail", "an alias is not one"],
    ["identity", "import", 'write "create" or "existing"'],
    ["deletionProtection", "no", "write true or false"],
    ["mailFromSubdomain", "mail.company.com", 'write one label such as "mail"'],
    ["allowedFromDomains", '["elsewhere.org"]', "add it to ses-smtp:domains"],
    ["dmarcPolicy", "strict", 'write "none", "quarantine" or "reject"'],
    ["dmarcReportAddress", "dmarc", "write an address"],
    ["logRetentionDays", "0x1e", "write one of 1, 3, 5"],
    ["logRetentionDays", "30.0", "write one of 1, 3, 5"],
    ["logLevel", "loud", 'write "DEBUG"'],
    ["rolePermissionsBoundaryArn", "boundary", "write the ARN of a managed policy"],
    ["smtpEndpointOverride", "localhost", "write host:port"],
    ["smtpEndpointOverride", "localhost:70000", "write a port from 1 to 65535"],
    ["smtpCaFile", "no-such-file.pem", "write the path of a readable PEM file"],
    ["smtpCaFile", "../package.json", "write the path of a readable PEM file"],
  ] as const) {
    it(`refuse ${key} = ${value}`, () => {
      const name = `ses-smtp:${key}`;
      expect(() => readSettings({ ...REQUIRED, [name]: value }))
        .to.throw()
        .with.property("message")
        .that.includes(name)
        .and.includes(remedy);
    });
  }

  it("refuse a key of another region, as soon as the region is known", () => {
    const remedy = "ses-smtp:kmsKeyArn: is a key in eu-central-1 and the stack is in eu-west-1";
    expect(() => readSettings({ ...REQUIRED, "aws:region": "eu-west-1" })).to.throw(remedy);
    expect(() => readSettings({ ...REQUIRED, "aws:region": "eu-central-1" })).to.not.throw();
    expect(() => keyInRegion(REQUIRED["ses-smtp:kmsKeyArn"], "eu-west-1")).to.throw(remedy);
  });

  for (const stack of ["dev.eu", "s".repeat(56)]) {
    it(`refuse the stack name "${stack}", beside every other fault`, () => {
      expect(() => readSettings({}, stack))
        .to.throw()
        .with.property("message")
        .that.includes(`the stack's name "${stack}" cannot be a part of an SES configuration set's`)
        .and.includes("ses-smtp:kmsKeyArn: missing");
    });
  }

  it("take a stack name as long as SES does", () => {
    expect(() => readSettings(REQUIRED, "s".repeat(55))).to.not.throw();
  });

  it("refuse more domains than the permissions boundary holds, and no fewer", () => {
    const names = Array.from({ length: 120 }, (_, index) => `department-${index}.company.com`);
    const most = names.findIndex(
      (_, index) => boundaryCharacters("ses-smtp-prod", names.slice(0, index + 1)) > 6_144,
    );
    const read = (count: number) =>
      readSettings({ ...REQUIRED, "ses-smtp:allowedFromDomains": JSON.stringify(names.slice(0, count)) });
    expect(read(most).allowedFromDomains).to.have.lengthOf(most);
    expect(() => read(most + 1)).to.throw(
      new RegExp(
        `ses-smtp:allowedFromDomains: ${most + 1} domains make a permissions boundary of 6\\d+ characters, and IAM takes 6144: name fewer`,
      ),
    );
  });

  it("name the domains themselves where they are what is too much", () => {
    const names = Array.from({ length: 150 }, (_, index) => `domain-${index}.example.com`);
    expect(() => readSettings({ ...REQUIRED, "ses-smtp:domains": JSON.stringify(names) })).to.throw(
      "ses-smtp:domains: 150 domains make a permissions boundary",
    );
  });

  describe("smtpCaFile", () => {
    let folder: string;
    const endpoint = { "ses-smtp:smtpEndpointOverride": "localhost:2587" };
    const read = async (characters: number, more: Record<string, string> = {}) => {
      const file = path.join(folder, "ca.pem");
      const [begin, end] = ["-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----"];
      await writeFile(file, `${begin}${"A".repeat(characters - begin.length - end.length)}${end}\n`);
      return () => readSettings({ ...REQUIRED, ...endpoint, "ses-smtp:smtpCaFile": file, ...more });
    };
    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-settings-"));
    });
    after(() => rm(folder, { recursive: true }));

    it("may hold what a function's environment takes, and no more", async () => {
      expect((await read(2_500))().smtpCaFile).to.have.lengthOf(2_500);
      expect(await read(2_501)).to.throw(
        "its certificates have 2501 characters; a function's environment takes 2500 of them: keep the one authority",
      );
    });

    it("is too long beside many domains", async () => {
      const names = Array.from({ length: 40 }, (_, index) => `department-${index}.company.com`);
      const domains = { "ses-smtp:allowedFromDomains": JSON.stringify(names) };
      expect(await read(2_400, domains)).to.throw(
        /ses-smtp:allowedFromDomains: 40 domains have \d+ characters beside the 2400 of ses-smtp:smtpCaFile, and a function's environment takes 3000/,
      );
      expect(await read(1_200, domains)).to.not.throw();
    });
  });
});
