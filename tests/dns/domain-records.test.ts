import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { recordData } from "../../dns/record";
import { type DnsOptions, dkimNote, dnsRecords, domainVerification } from "../../dns/domain-records";

const OPTIONS: DnsOptions = {
  region: "eu-central-1",
  dmarcPolicy: "quarantine",
  mtaStsMode: "testing",
  mtaStsMx: [],
  mtaStsMaxAge: 604_800,
};
const easy = (...tokens: string[]) => ({ kind: "easy" as const, tokens });

function recordsOf(domain: string, options: Partial<DnsOptions> = {}): string[] {
  return dnsRecords(domain, easy(), { ...OPTIONS, ...options }).map(
    ({ name, type, value }) => `${name} ${type} ${value}`,
  );
}

describe("DNS records", () => {
  // Proves D-outputs.4, T1-b, T1-d, P-overview.5
  it("include the three DKIM tokens, SPF and DMARC of a domain", () => {
    const records = dnsRecords("company.com", easy("a1", "b2", "c3"), OPTIONS);
    expect(records.map(({ name, type, value }) => `${name} ${type} ${value}`)).to.deep.equal([
      "a1._domainkey.company.com CNAME a1.dkim.amazonses.com",
      "b2._domainkey.company.com CNAME b2.dkim.amazonses.com",
      "c3._domainkey.company.com CNAME c3.dkim.amazonses.com",
      "company.com TXT v=spf1 include:amazonses.com ~all",
      "_dmarc.company.com TXT v=DMARC1; p=quarantine; sp=quarantine; adkim=r; aspf=r;",
    ]);
  });

  it("are the examples of docs/dns.md", () => {
    const guide = readFileSync(join(__dirname, "../../docs/dns.md"), "utf8");
    const [, example = ""] = /^```dns\n([^]*?)^```$/m.exec(guide) ?? [];
    const options = {
      ...OPTIONS,
      ...{ dmarcReportAddress: "dmarc@company.com", tlsReportAddress: "tls-reports@company.com" },
    };
    const records = dnsRecords("company.com", easy("TOKEN1", "TOKEN2", "TOKEN3"), options);
    expect(example.trim().split("\n")).to.deep.equal(
      records.map(record => `${record.name}. IN ${record.type} ${recordData(record)}`),
    );
  });

  for (const region of [
    ...["af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1"],
    ...["eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1"],
  ]) {
    it(`use the separate DKIM zone of ${region}`, () => {
      const [record] = dnsRecords("company.com", easy("a1"), { ...OPTIONS, region });
      expect(record?.value).to.equal(`a1.dkim.${region}.amazonses.com`);
    });
  }

  it("give a MAIL FROM domain exactly one MX, in the stack's region", () => {
    const records = recordsOf("company.com", { mailFromSubdomain: "mail" });
    expect(records.filter(record => record.startsWith("mail.company.com "))).to.deep.equal([
      "mail.company.com MX 10 feedback-smtp.eu-central-1.amazonses.com",
      "mail.company.com TXT v=spf1 include:amazonses.com ~all",
    ]);
  });

  it("send DMARC and TLS reports to the addresses that are set", () => {
    const records = recordsOf("example.com", {
      dmarcReportAddress: "dmarc@example.com",
      tlsReportAddress: "tls-reports@example.com",
    });
    expect(records).to.include(
      "_dmarc.example.com TXT v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com; ruf=mailto:dmarc@example.com; sp=quarantine; adkim=r; aspf=r;",
    );
    expect(records).to.include("_smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:tls-reports@example.com;");
    expect(records.join("\n")).not.to.include("_report._dmarc");
  });

  it("ask another organization's domain to agree to DMARC reports, and no domain above or below", () => {
    const authorizations = (dmarcReportAddress: string) =>
      recordsOf("mail.example.com", { dmarcReportAddress }).filter(record => record.includes("_report"));
    expect(authorizations("reports@Analyzer.net")).to.deep.equal([
      "mail.example.com._report._dmarc.analyzer.net TXT v=DMARC1;",
    ]);
    for (const address of ["d@example.com", "d@mail.example.com", "d@dmarc.mail.example.com"])
      expect(authorizations(address), address).to.deep.equal([]);
    expect(authorizations("d@notexample.com")).to.have.length(1);
  });

  // Proves T1-d
  it("include MTA-STS only if the servers that receive the domain's mail are known", () => {
    expect(recordsOf("example.com").join("\n")).not.to.include("_mta-sts");
    const [record = ""] = recordsOf("example.com", { mtaStsMx: ["mx1.example.com"] }).filter(each =>
      each.includes("_mta-sts"),
    );
    expect(record).to.match(/^_mta-sts\.example\.com TXT v=STSv1; id=[0-9a-f]{32};$/);
  });
});

describe("the verification of a domain", () => {
  // Proves D-outputs.1, T1-c
  it("is its DKIM records, and says that no TXT record is needed", () => {
    const { records, note } = domainVerification("company.com", easy("a1", "b2", "c3"), OPTIONS);
    expect(records.map(({ type }) => type)).to.deep.equal(["CNAME", "CNAME", "CNAME"]);
    expect(note).to.include("no TXT record is needed");
  });

  for (const [kind, note] of [
    ["own key", "company.com signs with its own DKIM key (BYODKIM): keep the DKIM record it has"],
    [
      "other region",
      "company.com signs with the DKIM keys of its identity in another region: keep the records of that identity",
    ],
  ] as const)
    it(`names the records to keep of a domain that signs with its ${kind}'s keys`, () => {
      expect(dkimNote("company.com", { kind })).to.equal(note);
      const verification = domainVerification("company.com", { kind }, OPTIONS);
      expect(verification).to.deep.equal({ domain: "company.com", records: [], note });
    });
});
