import { expect } from "chai";
import { dkimNotes, dkimTokens, dnsRecords, zoneFile } from "../../infra/dns";

const OPTIONS = { region: "eu-central-1", dmarcPolicy: "quarantine" } as const;

describe("DNS records", () => {
  it("include the three DKIM tokens, SPF and DMARC of a domain", () => {
    const records = dnsRecords("company.com", ["a1", "b2", "c3"], OPTIONS);
    expect(records.map(({ name, type, value }) => `${name} ${type} ${value}`)).to.deep.equal([
      "a1._domainkey.company.com CNAME a1.dkim.amazonses.com",
      "b2._domainkey.company.com CNAME b2.dkim.amazonses.com",
      "c3._domainkey.company.com CNAME c3.dkim.amazonses.com",
      "company.com TXT v=spf1 include:amazonses.com ~all",
      "_dmarc.company.com TXT v=DMARC1; p=quarantine; sp=quarantine; adkim=r; aspf=r",
    ]);
  });

  for (const region of [
    ...["af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1"],
    ...["eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1"],
  ]) {
    it(`use the separate DKIM zone of ${region}`, () => {
      const [record] = dnsRecords("company.com", ["a1"], { ...OPTIONS, region });
      expect(record?.value).to.equal(`a1.dkim.${region}.amazonses.com`);
    });
  }

  it("include no DKIM record for an identity without Easy DKIM, and the zone file says why", () => {
    expect(dkimTokens({ kind: "easy", tokens: ["a1"] })).to.deep.equal(["a1"]);
    expect(dkimNotes("company.com", { kind: "easy", tokens: ["a1"] })).to.deep.equal([]);
    for (const [kind, note] of [
      ["own key", "company.com signs with its own DKIM key (BYODKIM): keep the DKIM record it has"],
      [
        "other region",
        "company.com signs with the DKIM keys of its identity in another region: keep the records of that identity",
      ],
    ] as const) {
      expect(dkimTokens({ kind })).to.deep.equal([]);
      expect(zoneFile([], dkimNotes("company.com", { kind }))).to.equal(`; ${note}\n`);
    }
  });

  it("give a MAIL FROM domain exactly one MX, in the stack's region", () => {
    const records = dnsRecords("company.com", [], { ...OPTIONS, mailFromSubdomain: "mail" });
    const mailFrom = records.filter(({ name }) => name === "mail.company.com");
    expect(mailFrom.map(({ type, value }) => `${type} ${value}`)).to.deep.equal([
      "MX 10 feedback-smtp.eu-central-1.amazonses.com",
      "TXT v=spf1 include:amazonses.com ~all",
    ]);
  });

  it("include the report addresses that are set", () => {
    const records = dnsRecords("company.com", [], {
      ...OPTIONS,
      dmarcReportAddress: "dmarc@company.com",
      tlsReportAddress: "tls@company.com",
    });
    const values = records.map(({ name, value }) => `${name} ${value}`);
    expect(values).to.include(
      "_dmarc.company.com v=DMARC1; p=quarantine; sp=quarantine; rua=mailto:dmarc@company.com; adkim=r; aspf=r",
    );
    expect(values).to.include("_smtp._tls.company.com v=TLSRPTv1; rua=mailto:tls@company.com");
  });
});

describe("the zone file", () => {
  it("ends names with a dot, quotes text, and explains each record", () => {
    const text = zoneFile(dnsRecords("company.com", ["a1"], { ...OPTIONS, mailFromSubdomain: "mail" }));
    expect(text).to.include("; DKIM: verifies the domain and signs its mail\n");
    expect(text).to.include("a1._domainkey.company.com. 3600 IN CNAME a1.dkim.amazonses.com.\n");
    expect(text).to.include("mail.company.com. 3600 IN MX 10 feedback-smtp.eu-central-1.amazonses.com.\n");
    expect(text).to.include('company.com. 3600 IN TXT "v=spf1 include:amazonses.com ~all"\n');
  });

  it("splits text that is too long for one character-string, and escapes quotes", () => {
    const value = `say "${"x".repeat(300)}"`;
    const line =
      zoneFile([{ name: "long.company.com", type: "TXT", value, purpose: "test" }]).split("\n")[1] ?? "";
    const strings = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(match =>
      (match[1] ?? "").replace(/\\(.)/g, "$1"),
    );
    expect(strings.every(part => part.length <= 255)).to.equal(true);
    expect(strings.join("")).to.equal(value);
  });
});
