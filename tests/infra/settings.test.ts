import { expect } from "chai";
import { readSettings } from "../../infra/settings";

const REQUIRED = {
  "ses-smtp:domains": '["Company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

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
});
