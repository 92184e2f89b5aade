import { expect } from "chai";
import { dnsRecords } from "../../dns/domain-records";
import { cloudflareBatch, route53Changes } from "../../dns/provider-formats";
import type { DnsRecord } from "../../dns/record";
import { zoneFile } from "../../dns/zone-file";

const RECORDS = dnsRecords(
  "company.com",
  { kind: "easy", tokens: ["a1"] },
  {
    region: "eu-central-1",
    mailFromSubdomain: "mail",
    dmarcPolicy: "none",
    dmarcReportAddress: "reports@analyzer.net",
    mtaStsMode: "testing",
    mtaStsMx: ["mx1.company.com"],
    mtaStsMaxAge: 604_800,
  },
);

const long = (value: string): DnsRecord => ({
  for: "company.com",
  domain: "company.com",
  kind: "spf",
  name: "long.company.com",
  type: "TXT",
  value,
  purpose: "test",
});

describe("the zone file", () => {
  it("ends names with a dot, quotes text, and explains each record", () => {
    const text = zoneFile(RECORDS, ["a note"]);
    expect(text).to.match(/^; a note\n/);
    expect(text).to.include("; DKIM: verifies the domain and signs its mail\n");
    expect(text).to.include("a1._domainkey.company.com. 3600 IN CNAME a1.dkim.amazonses.com.\n");
    expect(text).to.include("mail.company.com. 3600 IN MX 10 feedback-smtp.eu-central-1.amazonses.com.\n");
    expect(text).to.include('company.com. 3600 IN TXT "v=spf1 include:amazonses.com ~all"\n');
  });

  it("splits text that is too long for one character-string, and escapes quotes", () => {
    const value = `say "${"x".repeat(300)}"`;
    const line = zoneFile([long(value)]).split("\n")[1] ?? "";
    const strings = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(match =>
      (match[1] ?? "").replace(/\\(.)/g, "$1"),
    );
    expect(strings.every(part => part.length <= 255)).to.equal(true);
    expect(strings.join("")).to.equal(value);
  });
});

describe("the change batch for Route 53", () => {
  interface Change {
    Action: string;
    ResourceRecordSet: { Name: string; Type: string; TTL: number; ResourceRecords: { Value: string }[] };
  }
  const changes = (records: readonly DnsRecord[]) => route53Changes(records).Changes as Change[];

  it("creates each record and overwrites none", () => {
    const all = changes(RECORDS);
    expect(new Set(all.map(({ Action }) => Action))).to.deep.equal(new Set(["CREATE"]));
    const values = all.flatMap(({ ResourceRecordSet: { Name, Type, ResourceRecords } }) =>
      ResourceRecords.map(({ Value }) => `${Name} ${Type} ${Value}`),
    );
    expect(values).to.have.length(RECORDS.length);
    expect(values).to.include("a1._domainkey.company.com. CNAME a1.dkim.amazonses.com.");
    expect(values).to.include("mail.company.com. MX 10 feedback-smtp.eu-central-1.amazonses.com.");
    expect(values).to.include('company.com. TXT "v=spf1 include:amazonses.com ~all"');
  });

  it("has one set for each name and type: Route 53 rejects a second one", () => {
    const [set, ...others] = changes([long("one"), long("two")]);
    expect(others).to.deep.equal([]);
    expect(set?.ResourceRecordSet.ResourceRecords).to.deep.equal([{ Value: '"one"' }, { Value: '"two"' }]);
  });
});

describe("the batch for Cloudflare", () => {
  const posts = cloudflareBatch(RECORDS).posts as Record<string, unknown>[];

  it("has each record, no CNAME of which is proxied", () => {
    expect(posts).to.have.length(RECORDS.length);
    for (const post of posts.filter(({ type }) => type === "CNAME")) expect(post.proxied).to.equal(false);
  });

  it("keeps an MX record's preference apart, and text in quotes", () => {
    expect(posts.find(({ type }) => type === "MX")).to.include({
      name: "mail.company.com",
      content: "feedback-smtp.eu-central-1.amazonses.com",
      priority: 10,
    });
    expect(posts.find(({ name }) => name === "company.com")?.content).to.equal(
      '"v=spf1 include:amazonses.com ~all"',
    );
  });

  it("has comments that a zone of the free plan accepts", () => {
    for (const { comment } of posts) expect(String(comment).length).to.be.at.most(100);
  });
});
