import { execFile } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { judgeAudit } from "../../checks/dependencies/audit";
import accepted from "../../checks/dependencies/accepted.json";
import project from "../../package.json";

const ROOT = join(__dirname, "../..");
const ID = "GHSA-aaaa-bbbb-cccc";
const TODAY = "2026-11-27";

const report = (severity: string) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      application: { severity, via: ["library"] },
      library: { severity, via: [{ ...advisory(severity), name: "library", range: "<2.0.0" }] },
    },
  });

const advisory = (severity: string) => ({
  id: 1,
  url: `https://github.com/advisories/${ID}`,
  title: "Planted",
  severity,
  vulnerable_versions: "*",
});

describe("the audit of production dependencies", () => {
  const exception = (expires: string) => [{ id: ID, reason: "It is not called.", expires }];

  it("fails on high and critical, and on nothing below", () => {
    for (const severity of ["high", "critical"])
      expect(judgeAudit(report(severity), [], TODAY).issues).to.deep.equal([
        `library <2.0.0: Planted (${severity}, ${ID})`,
      ]);
    for (const severity of ["moderate", "low", "info"])
      expect(judgeAudit(report(severity), [], TODAY)).to.deep.equal({ issues: [], notes: [] });
  });

  it("accepts what is listed with a reason, to the last day and no longer", () => {
    expect(judgeAudit(report("high"), exception(TODAY), TODAY)).to.deep.equal({
      issues: [],
      notes: [`Accepted ${ID}: It is not called.`],
    });
    expect(judgeAudit(report("high"), exception("2026-11-26"), TODAY).issues).to.deep.equal([
      `library <2.0.0: Planted (high, ${ID})`,
      `${ID} was accepted until 2026-11-26: review it again.`,
    ]);
  });

  it("names what is accepted and not found", () => {
    const nothing = JSON.stringify({ vulnerabilities: {} });
    expect(judgeAudit(nothing, exception(TODAY), TODAY)).to.deep.equal({
      issues: [],
      notes: [`${ID} is accepted, and not found: remove it.`],
    });
  });

  it("fails on output that is neither a report nor an answer of the registry", () => {
    for (const output of ["", "{}", '{"message":"package-lock.json is missing"}', "<html>"])
      expect(judgeAudit(output, [], TODAY).issues, output).to.have.length(1);
  });

  it("lists each acceptance with a reason and a day", () => {
    for (const each of accepted as { id: string; reason: string; expires: string }[]) {
      expect(each.reason, each.id).to.match(/^[A-Z].{20,}\.$/);
      expect(each.expires, each.id).to.match(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

describe("npm run check -- audit, with a registry of its own", () => {
  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "audit-"));
  });
  afterEach(async () => {
    await rm(cache, { recursive: true });
  });

  async function audit(listener: RequestListener) {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { ...process.env, npm_config_registry: registry, npm_config_cache: cache };
    const script = join(ROOT, "checks/dependencies/run-audit.ts");
    return new Promise<{ code: number | null; output: string }>(resolve => {
      const child = execFile(
        process.execPath,
        ["--require", require.resolve("tsx/cjs"), script],
        { cwd: ROOT, env },
        (_error, stdout, stderr) => {
          server.closeAllConnections();
          server.close();
          resolve({ code: child.exitCode, output: stdout + stderr });
        },
      );
    });
  }
  const json =
    (answers: (path: string) => object | undefined): RequestListener =>
    (request, response) => {
      request.resume();
      const answer = answers(decodeURIComponent(request.url ?? ""));
      response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { error: "Not found" }));
    };
  const withAdvisory = (name: string, severity: string) =>
    json(path => {
      if (path.includes("advisories/bulk")) return { [name]: [advisory(severity)] };
      return path === `/${name}` ? { name, versions: { "1.0.0": { name, version: "1.0.0" } } } : undefined;
    });

  it("fails if the registry knows a severe vulnerability of a dependency", async () => {
    const { code, output } = await audit(withAdvisory("nodemailer", "high"));
    expect({ code, output }).to.deep.equal({ code: 1, output: `nodemailer *: Planted (high, ${ID})\n` });
  });

  it("passes if only a development dependency has one, or if it is moderate", async () => {
    expect(project.devDependencies).to.have.property("smtp-server");
    expect(await audit(withAdvisory("smtp-server", "critical"))).to.deep.equal({ code: 0, output: "" });
    expect(await audit(withAdvisory("nodemailer", "moderate"))).to.deep.equal({ code: 0, output: "" });
  });

  it("says so, and passes, if the registry has no audit endpoint", async () => {
    expect(await audit(json(() => undefined))).to.deep.equal({
      code: 0,
      output: "Note: Not audited: the registry has no audit endpoint that answers (404).\n",
    });
  });
});
