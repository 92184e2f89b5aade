import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Finding } from "../../cli/doctor/findings/finding";
import type { MtaStsPolicy } from "../../dns/mta-sts";
import type { DnsRecord } from "../../dns/record";
import { pollUntil } from "../../sandbox/shared/poll";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { logEntries } from "../support/cloudwatch/log-entries";

const DOMAIN = "company.com";
const HOST = `mta-sts.${DOMAIN}`;
const PATH = "/.well-known/mta-sts.txt";
const MAX_WAIT_MS = 60_000;
const COMMAND = join(__dirname, "..", "..", "cli", "bin.js");

describe("the MTA-STS policy that the stack serves, in the sandbox", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let ca: string;
  let records: DnsRecord[];
  before(async () => {
    const settings = {
      mtaStsMx: `["mx1.${DOMAIN}"]`,
      mtaStsHosting: "serve",
      tlsReportAddress: `tls@${DOMAIN}`,
    };
    sandbox = await startSandbox({ settings });
    ca = await readFile(sandbox.report.smtp.caFile, "utf8");
    records = sandbox.report.outputs.dnsRecords as DnsRecord[];
  });
  after(() => sandbox?.close());

  /** As another mail server does: the name in SNI and Host, and only the sandbox's CA is trusted. */
  const get = (path: string, { host = HOST, method = "GET" } = {}) =>
    new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
      const port = sandbox.report.httpsPort;
      const options = { host: "127.0.0.1", port, path, method, ca, servername: host, headers: { host } };
      const asked = request({ ...options, agent: false }, response => {
        const type = response.headers["content-type"];
        text(response).then(body => resolve({ status: response.statusCode, type, body }), reject);
      });
      asked.once("error", reject);
      asked.end();
    });
  const record = (kind: DnsRecord["kind"]) => {
    const found = records.filter(each => each.kind === kind);
    expect(found, kind).to.have.length(1);
    return found[0] as DnsRecord;
  };

  it("is fetched over HTTPS as text, and is the one whose id is in DNS", async () => {
    const [policy] = sandbox.report.outputs.mtaStsPolicies as MtaStsPolicy[];
    const answer = await get(PATH);
    expect(answer).to.deep.equal({ status: 200, type: "text/plain", body: policy?.content });
    expect(answer.body).to.equal(
      `version: STSv1\r\nmode: testing\r\nmx: mx1.${DOMAIN}\r\nmax_age: 604800\r\n`,
    );
    expect(policy).to.include({ hosted: true, url: `https://${HOST}${PATH}` });
    expect(record("mta-sts").value).to.equal(`v=STSv1; id=${policy?.id};`);
  });

  it("has the records that its certificate and its name need", () => {
    expect(record("mta-sts-host")).to.include({ name: HOST, type: "CNAME", domain: DOMAIN });
    expect(record("mta-sts-host").value).to.match(/^d-\w+\.execute-api\.eu-central-1\.amazonaws\.com$/);
    // ACM's own are `_hash.NAME` and `_hash.acm-validations.aws`; the emulator has others of this form.
    expect(record("mta-sts-certificate")).to.include({ type: "CNAME", domain: DOMAIN });
    expect(record("mta-sts-certificate").name).to.match(/^_[\w-]+\.mta-sts\.company\.com$/);
    expect(record("mta-sts-certificate").value).to.match(/^[\w-]+(\.[\w-]+)+$/);
  });

  it("is all that is served: no other path, method, name or API, and the certificate names no other host", async () => {
    const apiId = String(sandbox.report.outputs.apiUrl).split("/").at(-1);
    for (const path of ["/", "/api/credentials", `${PATH}/`, "/.well-known/other.txt"])
      expect((await get(path)).status, path).to.equal(404);
    expect((await get(PATH, { method: "DELETE" })).status).to.equal(404);
    for (const path of [`/_aws/execute-api/${apiId}/api/credentials`, "/_ministack/health"])
      expect((await get(path)).status, path).to.equal(403);
    expect(await get(PATH, { host: "localhost" })).to.include({ status: 403 });
    const other = await get(PATH, { host: "mta-sts.other.example" }).catch((error: Error) => error);
    expect(other).to.be.instanceOf(Error).and.have.property("code", "ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("satisfies ses-smtp doctor, which fetches it as senders do", async () => {
    const env = { PATH: process.env.PATH, ...commandEnvironment(sandbox.report) };
    const args = [COMMAND, "doctor", "--only", "dns", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.filter(({ severity }) => severity !== "note")).to.deep.equal([]);
    expect(findings.map(({ what }) => what)).to.include(`the MTA-STS policy of ${DOMAIN} is in testing`);
  });

  it("is logged and traced like the work of every other function", async () => {
    await get(PATH);
    await pollUntil("a log entry and a trace", MAX_WAIT_MS, async () => {
      const entries = await logEntries(sandbox.report, "smtp-mta-sts");
      const logged = entries.some(({ message }) => message.includes('"message":"done"'));
      const traced = [...sandbox.traces.documents.values()].some(({ name }) => name === "smtp-mta-sts");
      return logged && traced ? { done: true } : { yet: JSON.stringify({ logged, traced }) };
    });
  });
});
