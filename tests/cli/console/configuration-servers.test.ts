import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type LocalConsole, startLocalConsole } from "../../support/console/local-console";
import { startStoreBench, type StoreBench, TABLE } from "../../support/mailer/store-bench";
import { ALICE } from "../../support/ses/local-ses";

describe("the console's page of configurations, for servers and logins that are not the stack's", function () {
  this.timeout(120_000);
  let bench: StoreBench;
  let running: LocalConsole;
  let folder: string;
  let caFile: string;
  before(async () => {
    bench = await startStoreBench();
    running = await startLocalConsole({ table: TABLE, kmsKey: bench.kmsKey });
    folder = await mkdtemp(join(tmpdir(), "console-"));
    caFile = join(folder, "ca.pem");
    await writeFile(caFile, bench.ses.ses.smtp.caPem);
  });
  after(async () => {
    await running.close();
    await bench.close();
    await rm(folder, { recursive: true });
    expect(running.errors).to.deep.equal([]);
  });
  const get = async (path: string) => (await running.browser.get(path)).body;
  const post = (path: string, fields: Record<string, string>, from: string) =>
    running.browser.post(path, Object.entries(fields), from);
  /** @returns what the next page says */
  const act = async (name: string, action: string, fields: Record<string, string>) => {
    const at = `/configurations/${name}`;
    const { status, headers } = await post(`${at}/${action}`, fields, at);
    expect(status).to.equal(303);
    return get(String(headers.location).replace(new URL(running.console.url).pathname, ""));
  };
  const add = (kind: string, fields: Record<string, string>) =>
    post(
      "/configurations",
      { with: kind, from: "alice@example.com", ...fields },
      `/configurations/~add?with=${kind}`,
    );
  const server = () => ({
    ...{ host: bench.ses.ses.smtp.host, port: String(bench.ses.ses.smtp.port), secure: "false", caFile },
  });
  const login = () => ({ username: ALICE, password: bench.ses.password });

  it("offers each kind of login, in a form of its own", async () => {
    expect(await get("/configurations/~add"))
      .to.include('name="credential"')
      .and.not.to.include('name="host"');
    const ses = await get("/configurations/~add?with=ses");
    expect(ses)
      .to.include('name="password"')
      .and.include('name="region"')
      .and.not.include('name="cleartext"');
    const smtp = await get("/configurations/~add?with=smtp");
    expect(smtp).to.include('name="cleartext"').and.not.include('name="region"');
    const { status, body } = await running.browser.get("/configurations/~add?with=pigeon");
    expect(status).to.equal(400);
    expect(body).to.include("It sends with: &quot;pigeon&quot; is unknown: use one of login, ses, smtp.");
  });

  it("moves one to another server and back to SES, and leaves nothing of the one before", async () => {
    await bench.putItem("SMTP_USER", "USER#mover", {
      ...{ status: "active", smtp_username: ALICE, encrypted_password: "AAAA" },
    });
    const region = "eu-central-1";
    await add("login", { name: "moving", region, credential: "mover" });
    expect(await get("/configurations/moving")).to.match(
      /\/configurations\/moving\/~provider">Send through another SMTP server instead</,
    );
    const at = "/configurations/moving";
    const fields = { provider: "smtp", from: "alice@example.com", ...server(), ...login() };
    const refused = await post(`${at}/provider`, { ...fields, host: "a..b" }, `${at}/~provider`);
    expect(refused.status).to.equal(400);
    expect(refused.body)
      .to.include("Server: &quot;a..b&quot; is not a host name")
      .and.include('value="a..b"')
      .and.include(`value="${ALICE}"`)
      .and.not.include(bench.ses.password);
    expect(await bench.record("moving")).to.include({ provider: "ses", credential: "mover" });

    const moved = await act("moving", "provider", fields);
    expect(moved).to.include("What it had for its provider before is removed.").and.include("an SMTP server");
    expect(await bench.record("moving")).to.not.have.any.keys("credential", "region");
    const sent = await act("moving", "test", { to: "bob@example.org" });
    expect(sent).to.match(/Accepted for bob@example\.org: message/);

    expect(await get(`${at}/~provider`))
      .to.include("Send through Amazon SES")
      .and.include(`value="${region}"`);
    const back = { provider: "ses", from: "alice@example.com", region, credential: "mover" };
    const without = await post(`${at}/provider`, { ...back, credential: "" }, `${at}/~provider`);
    expect(without.body).to.include("Personal login: missing");
    expect(await act("moving", "provider", back)).to.include("Amazon SES");
    expect(await bench.record("moving")).to.not.have.any.keys("host", "username", "password", "tls");
    expect((await post(`${at}/provider`, { provider: "pigeon" }, at)).body).to.include(
      "Provider: &quot;pigeon&quot; is unknown: use one of ses, smtp.",
    );
    await act("moving", "remove", {});
  });

  it("adds one for another server, sends a test through it, and removes it", async () => {
    expect((await add("smtp", { name: "other", ...server(), ...login() })).status).to.equal(303);
    const html = await get("/configurations/other");
    expect(html)
      .to.include("Ready")
      .and.include("an SMTP server")
      .and.include("a private certificate authority");
    expect(html)
      .not.to.include(bench.ses.password.replaceAll("+", "&#43;"))
      .and.not.include(bench.ses.password);
    expect(await act("other", "test", { to: "carl@example.org" })).to.include(
      "Accepted for carl@example.org",
    );
    expect(bench.ses.ses.mailbox.list({ to: "carl@example.org", from: "", subject: "" })).to.have.length(1);
    expect(await bench.record("other")).to.include({ provider: "smtp", username: ALICE });
    expect(await act("other", "remove", {})).to.include("The configuration other is removed.");
  });

  it("changes a server only together with the password that is stored for it", async () => {
    await add("smtp", { name: "moving", ...server(), ...login() });
    const { host, port, secure } = server();
    const kept = { host, port, secure, username: ALICE };
    expect(await act("moving", "login", { ...kept, host: "mail.example.com" })).to.match(
      /role="alert">[^<]*the stored password is only for [^<]*: fill in the SMTP password as well/,
    );
    expect(await act("moving", "login", { ...kept, username: "bob" })).to.include("SMTP password: missing");
    expect(await act("moving", "login", { ...kept, password: "x", username: "" })).to.include(
      "SMTP user name: missing",
    );
    expect(await bench.record("moving")).to.include({ host, username: ALICE });
    const moved = await act("moving", "login", {
      ...{
        host: "mail.example.com",
        port: "465",
        secure: "true",
        caFile,
        username: "bob",
        password: "s3cret",
      },
    });
    expect(moved).to.include("The password is sent to mail.example.com:465 only.");
    expect(await bench.record("moving")).to.include({ host: "mail.example.com", port: 465, secure: true });
    expect(moved).to.include('<option value="true" selected="">TLS from the start</option>');
    const last = await act("moving", "login", {
      ...{ host: "mail.example.com", port: "465", secure: "true", username: "bob", password: "s3cret" },
      publicCas: "yes",
    });
    expect(last).not.to.include("a private certificate authority");
  });

  it("adds one without a login, and one whose password may be read on the way, only where that is asked for", async () => {
    await add("smtp", { name: "relay", host: "relay.example.com", port: "25", secure: "false" });
    expect(await get("/configurations/relay"))
      .to.include("Ready")
      .and.include("no login");
    const old = { host: "old.example.com", port: "25", secure: "false", username: "u", password: "p" };
    await add("smtp", { name: "old", ...old, cleartext: "yes" });
    expect(await get("/configurations/old")).to.match(/name="cleartext" value="yes" checked/);
    expect((await bench.record("old")).tls).to.deep.equal({ required: false });
    expect(await act("old", "login", old)).not.to.match(/name="cleartext" value="yes" checked/);
    expect((await bench.record("old")).tls).to.deep.equal({});
  });

  it("adds one with an SES login of its own, at an endpoint of its own, and keeps that where the sender changes", async () => {
    const region = "eu-central-1";
    const fields = { name: "vpc", region, ...server(), ...login() };
    expect((await add("ses", fields)).status).to.equal(303);
    const { endpoint } = await bench.record("vpc");
    expect(endpoint).to.deep.equal({ host: server().host, port: Number(server().port), secure: false });
    await act("vpc", "settings", { from: "alice@example.com", fromName: "Alice", region });
    expect(await bench.record("vpc")).to.deep.include({ endpoint, fromName: "Alice" });
    expect(await act("vpc", "test", { to: "dora@example.org" })).to.include("Accepted for dora@example.org");
  });

  for (const [what, kind, fields, said] of [
    [
      "a secret access key",
      "ses",
      { region: "eu-central-1", username: ALICE, password: "x" },
      "SMTP password: ",
    ],
    ["a port without a server", "ses", { region: "eu-central-1", port: "25", ...{} }, "Port: has no effect"],
    ["no server", "smtp", { username: "u", password: "p" }, "Server: "],
    [
      "half a login",
      "smtp",
      { host: "h.example.com", port: "25", secure: "false", username: "u" },
      "SMTP password: missing",
    ],
    ["a file by half its path", "smtp", { host: "h.example.com", caFile: "ca.pem" }, "is not a full path"],
    ["a file that is not there", "smtp", { host: "h.example.com", caFile: "/nowhere.pem" }, "cannot be read"],
  ] as [string, string, Record<string, string>, string][])
    it(`refuses ${what}, and shows the form with the rest again`, async () => {
      const { status, body } = await add(kind, { name: "refused", ...fields });
      expect(status).to.equal(400);
      expect(body).to.include(said).and.include('value="refused"').and.include(`with" value="${kind}"`);
      if (fields.host) expect(body).to.include(`value="${fields.host}"`);
      if (fields.password) expect(body).not.to.include(`value="${fields.password}"`);
      expect(await bench.record("refused")).to.deep.equal({});
    });
});
