import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { EXAMPLE_DOMAINS, exampleOutputs } from "../support/dns/example-outputs";

const REPORTS = { dmarcReportAddress: "reports@analyzer.net" };
const OUTPUTS = exampleOutputs(REPORTS);

describe("ses-smtp dns", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-dns-"));
  });
  after(() => rm(folder, { recursive: true }));

  const run = async (args: string[], outputs: unknown = OUTPUTS, columns?: number) => {
    const file = path.join(folder, "outputs.json");
    await writeFile(file, typeof outputs === "string" ? outputs : JSON.stringify(outputs));
    return withEnvironment({ SES_SMTP_OUTPUTS: file, SES_SMTP_STACK: undefined }, () =>
      runCommand(["dns", ...args], "", columns),
    );
  };

  it("shows each domain's records, what verifies it, and the MTA-STS policy to serve, within 80 columns", async () => {
    const { code, stdout } = await run([]);
    expect(code).to.equal(0);
    for (const domain of EXAMPLE_DOMAINS) expect(stdout.split("\n")).to.include(domain);
    expect(stdout).to.include("no TXT record is needed");
    expect(stdout).to.include("    CNAME  a1._domainkey.company.com\n           a1.dkim.amazonses.com\n");
    expect(stdout).to.include("https://mta-sts.company.com/.well-known/mta-sts.txt\n    version: STSv1\n");
    const columns = stdout.split("\n").filter(line => /^ {4}(CNAME|TXT|MX)/.test(line));
    for (const line of columns) expect(line.length, line).to.be.at.most(80);
  });

  it("does not ask to serve a policy that the stack serves", async () => {
    const { stdout } = await run([], exampleOutputs({ ...REPORTS, mtaStsHosting: "serve" }));
    expect(stdout).to.include("MTA-STS policy, which the stack serves at https://mta-sts.company.com/");
    expect(stdout).to.not.include("to serve at");
  });

  it("prints the same to a terminal, however narrow: a value is copied as it is", async () => {
    for (const format of ["table", "bind", "json", "route53", "cloudflare"]) {
      const [piped, narrow] = [await run(["--format", format]), await run(["--format", format], OUTPUTS, 40)];
      expect(narrow.stdout, format).to.equal(piped.stdout);
    }
  });

  it("shows one domain with all that it needs, also in the zone of its report address", async () => {
    const { stdout } = await run(["--domain", "Brand.Example."]);
    expect(stdout).to.include("brand.example._report._dmarc.analyzer.net");
    expect(stdout).not.to.include("_domainkey.company.com");
  });

  // Proves P-setup1.1
  it("prints every format, each of them complete", async () => {
    const records = OUTPUTS.dnsRecords.length;
    const bind = await run(["--format", "bind"]);
    expect(bind.stdout.split("\n").filter(line => line.includes(" IN "))).to.have.length(records);
    const json = JSON.parse((await run(["--format", "json"])).stdout) as { records: unknown[] };
    expect(json.records).to.deep.equal(OUTPUTS.dnsRecords);
    const route53 = JSON.parse((await run(["--format", "route53"])).stdout) as { Changes: unknown[] };
    expect(route53.Changes).to.have.length(records);
    const { stdout } = await run(["--format", "cloudflare", "--json"]);
    expect((JSON.parse(stdout) as { posts: unknown[] }).posts).to.have.length(records);
  });

  it("says which domains there are if the one that is named is another", async () => {
    const { code, stderr } = await run(["--domain", "other.com"]);
    expect(code).to.equal(2);
    expect(stderr).to.include(
      '--domain: the stack does not send from "other.com": use company.com, brand.example.',
    );
  });

  for (const [what, outputs, problem] of [
    ["is not JSON", "{", "is not JSON"],
    ["is null", "null", "the stack has no output domainVerification"],
    ["is of an older program", { dnsRecords: [] }, "the stack has no output domainVerification"],
  ] as const)
    it(`refuses a file of outputs that ${what}`, async () => {
      const { code, stderr } = await run([], outputs);
      expect(code).to.equal(1);
      expect(stderr).to.include("SES_SMTP_OUTPUTS").and.to.include(problem);
    });

  it("names a file of outputs that does not exist", async () => {
    const { code, stderr } = await withEnvironment({ SES_SMTP_OUTPUTS: "/nowhere/outputs.json" }, () =>
      runCommand(["dns"]),
    );
    expect(code).to.equal(1);
    expect(stderr).to.include('SES_SMTP_OUTPUTS "/nowhere/outputs.json": cannot be read (ENOENT)');
  });
});
