import { expect } from "chai";
import { readSettings as readSettingsOf } from "../../infra/settings";
import { requireKeyInRegion } from "../../infra/settings/key-region";
import { boundaryCharacters } from "../../infra/user-boundary";

const REQUIRED = {
  "ses-smtp:domains": '["Company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

const readSettings = (config: Record<string, string>, stack = "prod") => readSettingsOf(config, stack);

describe("settings", () => {
  // Proves D-dependencies.2
  it("have defaults, except for the domains and the key", () => {
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

  it("ignore other namespaces, and empty values, which are the defaults in Pulumi.yaml", () => {
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

  it("report all issues at once, each with its key, its value and the remedy", () => {
    const read = () =>
      readSettings({
        "ses-smtp:domains": '["company.com", "not a domain"]',
        "ses-smtp:logRetentionDays": "31",
        "ses-smtp:color": "blue",
      });
    expect(read)
      .to.throw()
      .with.property("message")
      .that.matches(/^Invalid settings:\n( {2}.+\n){3} {2}.+$/)
      .and.includes('ses-smtp:domains[1]: "not a domain" is not valid; use a domain name')
      .and.includes("ses-smtp:kmsKeyArn: missing; set it to the ARN of an existing symmetric KMS key")
      .and.includes('ses-smtp:logRetentionDays: "31" is not valid; use one of 1, 3, 5')
      .and.includes("ses-smtp:color: unknown setting; valid settings: domains, ");
  });

  for (const [key, value, remedy] of [
    ["domains", "company.com", '"company.com" is not valid; use a JSON list such as ["example.com"]'],
    ["domains", "{}", '"{}" is not valid; use a JSON list such as'],
    ["domains", "[1]", 'ses-smtp:domains[0]: 1 is not valid; use a domain name such as "example.com"'],
    ["domains", "[]", "list at least one domain"],
    ["kmsKeyArn", "alias/mail", "not an alias"],
    [
      "domains",
      '["company.com","Company.com."]',
      'domains[1]: "Company.com." is not valid; list each domain once',
    ],
    ["identity", "import", 'use "create" or "existing"'],
    ["existingConfigurationSet", "replace", 'use "attach" or "allow"'],
    [
      "existingConfigurationSet",
      "attach",
      'has no effect with ses-smtp:identity "create"; remove this setting',
    ],
    ["deletionProtection", "no", "use true or false"],
    ["mailFromSubdomain", "mail.company.com", 'use a single label such as "mail"'],
    [
      "allowedFromDomains",
      '["company.com","elsewhere.org"]',
      'allowedFromDomains[1]: "elsewhere.org" is not one of the domains or their subdomains; add it to ses-smtp:domains',
    ],
    ["dmarcPolicy", "strict", 'use "none", "quarantine" or "reject"'],
    ["dmarcReportAddress", "dmarc", "use an address"],
    ["mtaStsMx", "[]", "list the hosts of the domain's MX records"],
    ["mtaStsMx", '["mx.*.example.com"]', 'mtaStsMx[0]: "mx.*.example.com" is not valid; list the hosts'],
    ["mtaStsMx", '["*.example.com", "10 mx1.example.com"]', 'mtaStsMx[1]: "10 mx1.example.com" is not valid'],
    ["mtaStsMode", "report", 'use "testing", "enforce" or "none"'],
    ["mtaStsMode", "enforce", '"enforce" has no effect without ses-smtp:mtaStsMx'],
    ["mtaStsMaxAge", "0", "use a whole number of seconds from 1 to 31557600"],
    ["mtaStsMaxAge", "31557601", "use a whole number of seconds from 1 to 31557600"],
    ["mtaStsMaxAge", "1w", "use a whole number of seconds from 1 to 31557600"],
    ["mtaStsHosting", "yes", 'use "none", "certificate" or "serve"'],
    ["mtaStsHosting", "serve", '"serve" has no effect without ses-smtp:mtaStsMx'],
    ["logRetentionDays", "0x1e", "use one of 1, 3, 5"],
    ["logRetentionDays", "30.0", "use one of 1, 3, 5"],
    ["logLevel", "loud", 'use "DEBUG"'],
    ["rolePermissionsBoundaryArn", "boundary", "use the ARN of a managed policy"],
    ["smtpEndpointOverride", "localhost", "use host:port"],
    ["smtpEndpointOverride", "localhost:70000", "use a port from 1 to 65535"],
    ["smtpProbeEndpoint", "localhost", "use host:port"],
    ["smtpCaFile", "no-such-file.pem", "use the path of a readable PEM file"],
    ["smtpCaFile", "../package.json", "use the path of a readable PEM file"],
  ] as const) {
    it(`reject ${key} = ${value}`, () => {
      const name = `ses-smtp:${key}`;
      expect(() => readSettings({ ...REQUIRED, [name]: value }))
        .to.throw()
        .with.property("message")
        .that.includes(`Invalid settings:\n  ${name}`)
        .and.includes(remedy);
    });
  }

  it("reject a key in another region, as soon as the region is known", () => {
    const remedy = "ses-smtp:kmsKeyArn: the key is in eu-central-1 but the stack is in eu-west-1; use";
    expect(() => readSettings({ ...REQUIRED, "aws:region": "eu-west-1" })).to.throw(remedy);
    expect(() => readSettings({ ...REQUIRED, "aws:region": "eu-central-1" })).to.not.throw();
    expect(() => requireKeyInRegion(REQUIRED["ses-smtp:kmsKeyArn"], "eu-west-1")).to.throw(remedy);
  });

  const OTHER = "arn:aws:kms:eu-central-1:123456789012:key/0000abcd-12ab-34cd-56ef-1234567890ab";
  const previous = (...arns: string[]) => ({ "ses-smtp:previousKmsKeyArns": JSON.stringify(arns) });

  it("read the keys that passwords may still be encrypted with, of which there are none by default", () => {
    expect(readSettings(REQUIRED).previousKmsKeyArns).to.deep.equal([]);
    expect(readSettings({ ...REQUIRED, ...previous(OTHER) }).previousKmsKeyArns).to.deep.equal([OTHER]);
  });

  it("reject a previous key that is an alias, the current one, in another region, or one of too many", () => {
    const read = (...arns: string[]) => {
      return () => readSettings({ ...REQUIRED, "aws:region": "eu-central-1", ...previous(...arns) });
    };
    expect(read(OTHER, "alias/mail")).to.throw(
      'ses-smtp:previousKmsKeyArns[1]: "alias/mail" is not valid; use the ARN of a key',
    );
    expect(read(REQUIRED["ses-smtp:kmsKeyArn"])).to.throw(
      "ses-smtp:previousKmsKeyArns[0]: is the same as ses-smtp:kmsKeyArn; list only keys",
    );
    expect(read(OTHER.replace("eu-central-1", "eu-west-1"))).to.throw(
      "ses-smtp:previousKmsKeyArns[0]: the key is in eu-west-1 but the stack is in eu-central-1; use the ARN of a key in eu-central-1",
    );
    expect(read(...Array.from({ length: 6 }, () => OTHER))).to.throw("list at most 5 keys");
  });

  it("report a key in another region together with every other issue, wherever the region comes from", () => {
    const config = {
      ...REQUIRED,
      "ses-smtp:logLevel": "loud",
      "ses-smtp:allowedFromDomains": '["elsewhere.org"]',
    };
    expect(() => readSettingsOf(config, "prod", "me-south-1")) // from the environment or a profile
      .to.throw()
      .with.property("message")
      .that.includes("ses-smtp:kmsKeyArn: the key is in eu-central-1 but the stack is in me-south-1")
      .and.includes('ses-smtp:logLevel: "loud" is not valid')
      .and.includes('ses-smtp:allowedFromDomains[0]: "elsewhere.org" is not one of the domains')
      .and.includes("aws:region: SES has no SMTP endpoint in me-south-1");
  });

  it("reserve room in the boundary for the configuration sets of existing identities", () => {
    const names = Array.from({ length: 120 }, (_, index) => `department-${index}.company.com`);
    const settings = { ...REQUIRED, "ses-smtp:identity": "existing" };
    const fits = (count: number, more: Record<string, string> = {}) => {
      const allowedFromDomains = JSON.stringify(names.slice(0, count));
      return readSettings({ ...settings, "ses-smtp:allowedFromDomains": allowedFromDomains, ...more });
    };
    const most = names.findIndex(
      (_, index) => boundaryCharacters(["ses-smtp-prod"], names.slice(0, index + 1)) > 6_144,
    );
    fits(most);
    expect(() => fits(most, { "ses-smtp:existingConfigurationSet": "allow" })).to.throw(
      "domains need a permissions boundary of",
    );
  });

  for (const stack of ["dev.eu", "s".repeat(56)]) {
    it(`reject the stack name "${stack}", along with every other issue`, () => {
      expect(() => readSettings({}, stack))
        .to.throw()
        .with.property("message")
        .that.includes(`stack name: "${stack}" cannot be used in a configuration set name; create a stack`)
        .and.includes("ses-smtp:kmsKeyArn: missing");
    });
  }

  it("accept the longest stack name that SES allows", () => {
    expect(() => readSettings(REQUIRED, "s".repeat(55))).to.not.throw();
  });

  it("reject more domains than fit into the permissions boundary, and no fewer", () => {
    const names = Array.from({ length: 120 }, (_, index) => `department-${index}.company.com`);
    const most = names.findIndex(
      (_, index) => boundaryCharacters(["ses-smtp-prod"], names.slice(0, index + 1)) > 6_144,
    );
    const read = (count: number) =>
      readSettings({ ...REQUIRED, "ses-smtp:allowedFromDomains": JSON.stringify(names.slice(0, count)) });
    expect(read(most).allowedFromDomains).to.have.lengthOf(most);
    expect(() => read(most + 1)).to.throw(
      new RegExp(
        `ses-smtp:allowedFromDomains: ${most + 1} domains need a permissions boundary of 6\\d+ characters; IAM allows 6144; list fewer`,
      ),
    );
  });

  it("report the domains themselves if they are too many", () => {
    const names = Array.from({ length: 150 }, (_, index) => `domain-${index}.example.com`);
    expect(() => readSettings({ ...REQUIRED, "ses-smtp:domains": JSON.stringify(names) })).to.throw(
      "ses-smtp:domains: 150 domains need a permissions boundary",
    );
  });
});
