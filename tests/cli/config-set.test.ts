import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { issue } from "../support/mailer/certificates";
import { OLD, startStoreBench, type StoreBench } from "../support/mailer/store-bench";
import { ALICE } from "../support/ses/local-ses";
import { runCommand } from "../support/cli/run-command";

const ACTIVE = { status: "active", smtp_username: ALICE, encrypted_password: "AAAA" };
const NEW = "--region eu-central-1 --from alice@example.com";

describe("ses-smtp config set", () => {
  let bench: StoreBench;
  let folder: string;
  before(async () => {
    bench = await startStoreBench();
    folder = await mkdtemp(join(tmpdir(), "config-set-"));
    await bench.storeApp();
    await bench.put("server", {
      ...{ provider: "smtp", host: "mail.example.com", port: 587, secure: false },
      fromEmail: "a@example.com",
    });
    await bench.putItem("SMTP_USER", "USER#robot", ACTIVE);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await bench.close();
  });

  const certificate = async () => {
    const file = join(folder, "ca.pem");
    await writeFile(file, (await issue()).ca);
    return file;
  };
  const run = (line: string, stdin = "") => runCommand(line.split(" "), stdin);

  for (const [line, said] of [
    ["app --secure", "--secure: has no effect on the endpoint of a region: set another endpoint with --host"],
    ["app --no-secure", "--no-secure: has no effect"],
    ["app --port 2587", "--port: has no effect"],
    ["app --host h --secure --no-secure", "--secure: conflicts with --no-secure: use one of them."],
    ["server --no-secure --secure", "--secure: conflicts with --no-secure: use one of them."],
    ["server --region eu-central-1", '--region: "eu-central-1" has no effect with provider smtp'],
    ["fresh --provider smtp --region eu-central-1", '--region: "eu-central-1" has no effect'],
    ["server --configuration-set main", '--configuration-set: "main" has no effect'],
    ["server --port x", '--port: "x" is not a number: use one'],
    ["app --provider pigeon", '--provider: "pigeon" is not a provider: use ses or smtp'],
    ["app --ca-file /nowhere/ca.pem", '--ca-file: "/nowhere/ca.pem" cannot be read'],
    [
      "app --region af-south-1",
      '--region: SES has no SMTP endpoint in "af-south-1": use another region, such as eu-central-1, or set an endpoint with --host.',
    ],
    ["app --json", "config set: Nothing to change: set an option"],
    [
      "app --username ses-smtp-user-app-1700000000",
      '--username: The user name "ses-smtp-user-app-1700000000" looks like an IAM user name: the SMTP user name is its access key ID (AKIA…)',
    ],
  ] as const) {
    it(`rejects options that have no effect or conflict, and writes nothing: ${line}`, async () => {
      const before = [await bench.record("app"), await bench.record("server")];
      const { code, stdout, stderr } = await run(`config set ${line}`);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr)
        .to.include(said)
        .and.match(/\nRun npx ses-smtp config set --help for its options\.\n$/);
      expect([await bench.record("app"), await bench.record("server")]).to.deep.equal(before);
    });
  }
  it("accepts --secure for an endpoint", async () => {
    const set = `config set app --host mail.example.com --port 9465 --secure --username ${ALICE}`;
    expect((await run(set, bench.ses.password)).code).to.equal(0);
    expect((await bench.record("app")).endpoint).to.deep.equal({
      ...{ host: "mail.example.com", port: 9465 },
      secure: true,
    });
    await bench.storeApp();
  });

  for (const [line, option] of [
    ["app --from nobody", '--from: "nobody" is not an email address'],
    ["app --host smtp://h", "--host: contains a URL, a login or a path: must be a host name alone"],
    ["server --host a..b", '--host: "a..b" is not a host name'],
    ["app --host other.example.com", "--host: the stored password is only for 127.0.0.1:"],
    ["server --port 70000", "--port: got 70000: must be a port number from 1 to 65535"],
    ["app --host h --port 0", "--port: got 0: must be a port number"],
    ["fresh --region eu-central-1 --from a@example.com", "--username: missing: set the SMTP user name"],
    ["fresh --region eu-centrall-1 --from a@example.com --credential robot", "did you mean eu-central-1?"],
    [
      "fresh --region eu-x-1 --from a@example.com --credential robot",
      "use --host email-smtp.REGION.amazonaws.com --port 587",
    ],
  ] as const) {
    it(`names the invalid option: ${line}`, async () => {
      const { code, stderr } = await run(`config set ${line}`);
      expect(code).to.not.equal(0);
      expect(stderr)
        .to.include(option)
        .and.not.match(/fromEmail|smtpUsername|endpoint[.:]|tls\.ca/);
    });
  }
  it("asks for the password again with another server, and changes nothing before", async () => {
    const before = await bench.record("app");
    for (const change of [
      "--host mail.example.com",
      "--host 127.0.0.1 --port 2",
      "--host 127.0.0.1 --secure",
    ]) {
      const { code, stderr } = await run(`config set app ${change}`);
      expect(code, change).to.equal(1);
      expect(stderr).to.include(
        "store it again together with the change: `ses-smtp config set app --username …`",
      );
    }
    expect(await bench.record("app")).to.deep.equal(before);
  });
  it("binds no password to a server that only the table names", async () => {
    const record = await bench.record("app");
    const login = `--username ${ALICE}`;
    for (const [theirs, option] of [
      [{ endpoint: { host: "mail.elsewhere.test", port: 587 } }, "--host"],
      [{ tls: { ca: (await issue()).ca } }, "--ca-file"],
    ] as const) {
      await bench.put("app", { ...record, ...theirs });
      for (const line of [`config set app ${login}`, `config set app ${login} --from-name X`]) {
        const { code, stderr } = await run(line, bench.ses.password);
        expect(code, line).to.equal(1);
        expect(stderr).to.include(`${option}: `).and.include("known from the table alone: set it again");
      }
    }
    await bench.put("old", { ...OLD, endpoint: { host: "mail.elsewhere.test", port: 587 } });
    const migrated = await run(`config migrate old ${login}`, bench.ses.password);
    expect(migrated.stderr).to.include('"mail.elsewhere.test" is known from the table alone');
    expect(await bench.record("old")).to.not.have.property("smtpPassword");
    await bench.put("app", { ...record, tls: { ca: (await issue()).ca } });
    const { stdout } = await run(
      `config set app ${login} --host localhost --port 2587 --no-ca-file`,
      bench.ses.password,
    );
    expect(stdout).to.include("The password is sent to localhost:2587 only.");
    expect((await bench.record("app")).tls).to.deep.equal({});
    await bench.storeApp();
    // A password that is stored for the server confirms it.
    expect((await run(`config set app ${login}`, bench.ses.password)).code).to.equal(0);
  });
  it("waives TLS for a login by an option of its own", async () => {
    const server = "--provider smtp --host mail.example.com --port 25 --no-secure --from a@example.com";
    expect(
      (await run(`config set clear ${server} --username u --allow-cleartext`, "p@ssword")).code,
    ).to.equal(0);
    expect((await bench.record("clear")).tls).to.deep.equal({ required: false });
    expect((await run(`config set app --allow-cleartext`)).stderr).to.include(
      "--allow-cleartext: has no effect with provider ses",
    );
  });
  it("leaves no login, server or certificate authority of the provider before", async () => {
    await bench.put("moved", {
      ...(await bench.record("app")),
      ...{ SK: "CONFIG#moved", configurationSet: "main" },
    });
    const before = await bench.record("moved");
    expect(before).to.include.keys("region", "smtpUsername", "smtpPassword", "endpoint", "tls");
    const server = "--provider smtp --host mail.example.com --port 587 --no-secure";
    const { stderr } = await run(`config set moved ${server} --username u --region eu-central-1`, "p@ssword");
    expect(stderr).to.include("--region");
    expect(await bench.record("moved"), "nothing is half done").to.deep.equal(before);
    expect((await run(`config set moved ${server} --username u`, "p@ssword")).code).to.equal(0);
    const { fromEmail } = before;
    const after = await bench.record("moved");
    expect(after).to.include({ provider: "smtp", host: "mail.example.com", username: "u", fromEmail });
    expect(after).to.not.have.any.keys(
      ...["region", "smtpUsername", "smtpPassword", "endpoint", "configurationSet", "tls"],
    );
    const shown = await run("config list --json");
    expect(shown.stdout).to.include("mail.example.com").and.not.include(`"configurationSet"`);

    const ses = `--provider ses --region eu-central-1 --credential robot --from alice@example.com`;
    expect((await run(`config set moved ${ses}`)).stderr).to.equal("");
    const again = await bench.record("moved");
    expect(again).to.include({ provider: "ses", region: "eu-central-1", credential: "robot" });
    expect(again).to.not.have.any.keys("host", "port", "secure", "username", "password");
    expect((await run(`config set moved ${server}`)).code, "a server without a login").to.equal(0);
    expect(await bench.record("moved")).to.not.have.any.keys("credential", "region");
    expect((await run("config remove moved --yes")).code).to.equal(0);
  });
  it("stores no server together with a credential", async () => {
    for (const server of [
      "--host mail.example.com",
      "--host mail.example.com --ca-file " + (await certificate()),
    ]) {
      const { code, stderr } = await run(`config set taken ${NEW} --credential robot ${server}`);
      expect(code).to.equal(1);
      expect(stderr).to.include(
        "--host: set together with a credential: a personal credential is sent only to SES's own host",
      );
    }
    expect(await bench.record("taken")).to.deep.equal({});
  });
  it("names --ca-file, without showing its contents", async () => {
    const file = join(folder, "key.pem");
    await writeFile(file, "-----BEGIN PRIVATE KEY-----\nMIIsecret");
    const { code, stderr } = await run(`config set app --ca-file ${file}`);
    expect(code).to.equal(2);
    expect(stderr)
      .to.include(`--ca-file: "${file}" contains no PEM certificate`)
      .and.not.include("MIIsecret");
  });
  it("quotes an invalid name", async () => {
    const { stderr } = await runCommand([
      "config",
      "set",
      "my app",
      ...NEW.split(" "),
      "--credential",
      "robot",
    ]);
    expect(stderr).to.equal(
      'Invalid configuration name: name: "my app" is not a valid name: use up to 64 letters, digits, . _ and -, starting with a letter or digit.\n',
    );
  });
  it("says where to fix the issues of a stored configuration", async () => {
    await bench.put("broken", { provider: "ses", region: "eu-central-1", fromEmail: "nobody" });
    const { stderr } = await run("send-test --to bob@example.org --config broken");
    expect(stderr)
      .to.include('--from: "nobody" is not an email address')
      .and.include("These are options of `ses-smtp config set broken`.");
  });
  it("names a missing table and a missing key", async () => {
    const table = await run("config list --table nope");
    expect(table.stderr).to.match(/^--table "nope": no such table in eu-central-1: use another/);
    const key = await run(`config set app --username ${ALICE} --kms-key foo`, bench.ses.password);
    expect(key.stderr).to.match(/^--kms-key "foo": no such key in eu-central-1: use another/);
  });
});
