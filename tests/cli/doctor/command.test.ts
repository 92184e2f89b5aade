import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import type { domainVerification } from "../../../dns/domain-records";
import type { ReportedDiagnosis } from "../../../cli/doctor/diagnose";
import { withEnvironment } from "../../support/cli/environment";
import { runCommand } from "../../support/cli/run-command";
import { DOMAIN, TARGET } from "../../support/dns/good-domain";
import { World, WorldServers } from "../../support/dns/world";

/** Without MTA-STS, whose policy the command fetches at port 443. */
const OUTPUTS = {
  dnsRecords: TARGET.records.filter(({ kind }) => kind !== "mta-sts"),
  domainVerification: [{ domain: DOMAIN, records: [], note: "" }] satisfies ReturnType<
    typeof domainVerification
  >[],
  smtpUsers: { stack: "prod" },
  smtpEndpoint: { host: "localhost", ports: { starttls: [587], tls: [465] } },
  kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
};

describe("ses-smtp doctor --only dns", () => {
  let folder: string;
  let servers: WorldServers;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-doctor-"));
    await writeFile(path.join(folder, "outputs.json"), JSON.stringify(OUTPUTS));
    servers = await WorldServers.start();
  });
  beforeEach(() => {
    servers.world = new World();
    servers.world.remove(`_mta-sts.${DOMAIN}`, "TXT");
  });
  after(async () => {
    await servers.close();
    await rm(folder, { recursive: true });
  });

  const run = (args: string[], columns?: number) =>
    withEnvironment(
      {
        SES_SMTP_OUTPUTS: path.join(folder, "outputs.json"),
        SES_SMTP_STACK: undefined,
        // SES cannot be asked, so the stack's outputs say which DKIM records are wanted.
        ...{ AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: undefined, AWS_EC2_METADATA_DISABLED: "true" },
        SES_SMTP_DNS_SERVERS: `127.0.0.1:${servers.dnsPort}`,
      },
      () => runCommand(["doctor", "--only", "dns", ...args], "", columns),
    );

  it("says that nothing was found, with its progress on stderr", async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: "10 checks, nothing found.\n" });
    expect(stderr).to.equal(`Checking ${DOMAIN} …\nChecking mail.${DOMAIN} …\n`);
  });

  it("shows what is wrong, why it matters and what to do, errors first, and exits with 1", async () => {
    servers.world.remove(`_smtp._tls.${DOMAIN}`, "TXT");
    servers.world.add(DOMAIN, "TXT", "v=spf1 -all");
    const { code, stdout, stderr } = await run([]);
    expect(code).to.equal(1);
    expect(stdout).to.match(
      /^ERROR {2}company\.com has 2 SPF records\n {2}why {5}Receivers .*\n {2}remedy {2}Merge .*\n {2}check {3}spf\n\nWARNING {2}no TXT record at _smtp\._tls/,
    );
    expect(stdout.endsWith("\n\n10 checks: 1 error, 1 warning, 0 notes.\n")).to.equal(true);
    expect(stderr.endsWith("\nDoctor found 1 error.\n")).to.equal(true);
  });

  it("exits with 0 where there are only warnings", async () => {
    servers.world.remove(`_smtp._tls.${DOMAIN}`, "TXT");
    expect((await run([])).code).to.equal(0);
  });

  it("prints one line of JSON", async () => {
    servers.world.dmarc("v=DMARC1; p=none; rua=mailto:reports@company.com");
    const { stdout } = await run(["--json"]);
    const { findings, checks, roundTrip } = JSON.parse(stdout) as ReportedDiagnosis;
    expect(checks).to.equal(10);
    expect(roundTrip).to.deep.equal({ made: false, how: "ses-smtp doctor --round-trip" });
    expect(findings.map(({ check, subject, severity }) => ({ check, subject, severity }))).to.deep.equal([
      { check: "dmarc", subject: DOMAIN, severity: "warning" },
      { check: "dmarc", subject: DOMAIN, severity: "note" },
    ]);
    expect(Object.keys(findings[0] ?? {})).to.include.members(["what", "why", "remedy"]);
  });

  it("shows control characters of a record instead of obeying them", async () => {
    servers.world.dmarc("v=DMARC1; p=\u001b[31mred");
    const { stdout } = await run([]);
    expect(stdout).to.include("p=\\u001b[31mred is invalid");
  });

  for (const [args, problem] of [
    [["--domain", "other.com"], 'the stack does not send from "other.com": use company.com.'],
    [["--round-trip"], "it is about the whole stack, and is sent from its first domain"],
    [["--timeout", "soon"], '"soon" is not a number of seconds up to 999'],
    [["--dns-server", "dns.example"], '"dns.example" is not an IP address'],
    [["--dns-server", "127.0.0.1:70000"], '"127.0.0.1:70000" is not an IP address'],
  ] as const)
    it(`rejects ${args.join(" ")}`, async () => {
      const { code, stderr } = await run([...args]);
      expect(code).to.equal(2);
      expect(stderr).to.include(problem);
    });

  it("reports a DNS server that does not answer as checks that could not be made", async () => {
    servers.world.fault = () => "silent";
    const { code, stdout } = await run([]);
    expect(code).to.equal(1);
    for (const name of ["dkim", "mail-from", "dmarc", "tls-rpt"])
      expect(stdout).to.match(
        new RegExp(`could not be checked: .* no answer within 2 s\\n(.*\\n){2} {2}check {3}${name}\\n`),
      );
  }).timeout(60_000);
});
