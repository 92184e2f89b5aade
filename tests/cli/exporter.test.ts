import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { counts } from "../support/api/recorded-emails";
import { parsePrometheus } from "../support/api/prometheus-parser";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";

const BIN = join(__dirname, "../../cli/bin.js");

interface Response {
  status: number;
  type: string;
  body: string;
}

describe("ses-smtp exporter", function () {
  this.timeout(120_000); // Prometheus's parser is installed once
  let api: LocalApi;
  let child: ChildProcess | undefined;
  let url: string;
  let errors: Promise<string>;

  beforeEach(async () => {
    api = await startLocalApi();
    api.emails.totals = new Map([["jane", counts({ sent: 5 })]]);
    await start(api.url);
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await api.close();
  });

  async function start(apiUrl: string): Promise<void> {
    child = spawn(process.execPath, [BIN, "exporter", "--listen", "127.0.0.1:0", "--json"], {
      env: {
        ...{ PATH: process.env.PATH, SES_SMTP_API_URL: apiUrl, AWS_REGION: "eu-central-1" },
        ...{ AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error("no pipes");
    errors = text(stderr);
    const [line] = (await Promise.race([
      once(createInterface(stdout), "line"),
      errors.then(said => Promise.reject(new Error(said))),
    ])) as [string];
    ({ url } = JSON.parse(line) as { url: string });
  }

  /** With any Host header, which fetch does not allow. */
  async function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
    const sent = request(`${url}${path}`, { method, headers });
    sent.end();
    const [response] = (await once(sent, "response")) as [
      Parameters<typeof text>[0] & {
        statusCode: number;
        headers: Record<string, string>;
      },
    ];
    return {
      status: response.statusCode,
      type: response.headers["content-type"] ?? "",
      body: await text(response),
    };
  }

  it("serves what Prometheus's parser understands, at Prometheus's path and the API's", async () => {
    for (const path of ["/metrics", "/api/metrics/prometheus"]) {
      const { status, type, body } = await get(path);
      expect([status, type]).to.deep.equal([200, "text/plain; version=0.0.4; charset=utf-8"]);
      const families = await parsePrometheus(body);
      const sent = families.find(({ name }) => name === "ses_smtp_email_sent");
      expect(sent?.samples).to.deep.equal([{ name: "ses_smtp_email_sent_total", labels: {}, value: 5 }]);
    }
  });

  it("serves the API's reports to an unsigned curl, with its errors", async () => {
    const found = await get("/api/metrics/email/bounces?days=1");
    expect(JSON.parse(found.body)).to.include({ period_days: 1 });
    const wrong = await get("/api/metrics/email/bounces?days=0");
    expect([wrong.status, wrong.type]).to.deep.equal([400, "application/problem+json"]);
  });

  it("changes nothing, serves nothing else, and nothing to web pages", async () => {
    expect((await get("/api/metrics/email/suppressions?email=a@b.example", {}, "DELETE")).status).to.equal(
      405,
    );
    expect((await get("/api/credentials")).status).to.equal(404);
    for (const headers of [
      { host: "evil.example" },
      { host: "127.0.0.1.evil.example" },
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
    ] as Record<string, string>[])
      expect((await get("/metrics", headers)).status, JSON.stringify(headers)).to.equal(403);
  });

  it("answers 502 with the reason if the API does not answer, and goes on", async () => {
    child?.kill("SIGKILL");
    await start("http://127.0.0.1:1");
    const { status, body } = await get("/metrics");
    expect(status).to.equal(502);
    expect(body).to.match(/^API http:\/\/127\.0\.0\.1:1: cannot be reached/);
    expect((await get("/nothing")).status).to.equal(404);
  });

  it("ends with 0 when it is told to stop", async () => {
    child?.kill("SIGTERM");
    const [code] = (await once(child as ChildProcess, "exit")) as [number];
    expect([code, await errors]).to.deep.equal([0, ""]);
  });
});

describe("ses-smtp exporter, where it may not listen", () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi();
  });
  after(() => api.close());

  for (const [listen, said] of [
    ["0.0.0.0:9464", '--listen: "0.0.0.0" is reachable from other machines'],
    ["[::]:9464", '--listen: "::" is reachable from other machines'],
    ["192.168.1.7:9464", '--listen: "192.168.1.7" is reachable from other machines'],
    ["example.com:9464", '--listen: "example.com" is reachable from other machines'],
    ["127.0.0.1", '--listen: "127.0.0.1" is not host:port: use 127.0.0.1:9464.'],
    ["127.0.0.1:99999", '--listen: "127.0.0.1:99999" is not host:port: use 127.0.0.1:9464.'],
  ] as const)
    it(`refuses ${listen}`, async () => {
      const { code, stderr } = await api.command(["exporter", "--listen", listen]);
      expect(code).to.equal(2);
      expect(stderr).to.include(said);
    });

  it("says that the port is taken", async () => {
    const { code, stderr } = await api.command(["exporter", "--listen", new URL(api.url).host]);
    expect([code, stderr]).to.deep.equal([
      ...[1, `--listen: cannot listen on ${new URL(api.url).host} (EADDRINUSE): use another port.\n`],
    ]);
  });
});
