import { expect } from "chai";
import { SECRET, startStoreBench, type StoreBench } from "../support/mailer/store-bench";
import { ALICE } from "../support/ses/local-ses";
import { runCommand } from "../support/cli/run-command";

const ACTIVE = { status: "active", smtp_username: ALICE, encrypted_password: "AAAA" };
const NEW = "--region eu-central-1 --from alice@example.com";

describe("ses-smtp config set, given a login", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
    await bench.storeApp();
    for (const status of ["pending", "failed", "disabled"])
      await bench.putItem("SMTP_USER", `USER#${status}`, { ...ACTIVE, status });
    await bench.putItem("SMTP_USER", "USER#robot", ACTIVE);
  });
  after(() => bench.close());

  const run = (line: string, stdin = "") => runCommand(line.split(" "), stdin);

  for (const [credential, said] of [
    ["nosuch", 'no credential "nosuch" in table mail: create its record first (docs/credentials.md).'],
    ["pending", '"pending" is pending, not active: wait until it is active (docs/credentials.md).'],
    [
      "failed",
      '"failed" is failed, not active: see the failure in its record, fix the cause and set its status to pending',
    ],
    ["disabled", '"disabled" is disabled, not active: set its status to active first'],
  ] as const) {
    it(`rejects a credential that cannot send: ${credential}`, async () => {
      const { code, stdout, stderr } = await run(`config set robot ${NEW} --credential ${credential}`);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.include(`Invalid configuration "robot": --credential: ${said}`);
      expect(await bench.record("robot")).to.deep.equal({});
    });
  }
  it("accepts an active credential, and shows when it no longer is", async () => {
    expect((await run(`config set robot ${NEW} --credential robot`)).stdout).to.equal(
      'Configuration "robot" created: the region, the sender and the credential.\n',
    );
    expect((await run("config show robot")).stdout).to.include("state: ready");
    await bench.putItem("SMTP_USER", "USER#robot", { ...ACTIVE, status: "disabled" });
    const shown = await run("config show robot");
    expect(shown.stdout)
      .to.match(/^state: invalid$/m)
      .and.match(/^problem: credential: "robot" is disabled, not active/m);
    expect((await run("config list")).stdout).to.match(/^robot +ses +invalid/m);
    expect((await run("send-test --to bob@example.org --config robot")).stderr).to.include(
      '--credential: "robot" is disabled, not active: set its status to active first',
    );
    // The rest of it may still be changed.
    expect((await run("config set robot --from-name Robot")).code).to.equal(0);
    await bench.putItem("SMTP_USER", "USER#robot", ACTIVE);
  });
  it("replaces a credential with the configuration's own login, and says so", async () => {
    const { stdout } = await run(`config set robot --username ${ALICE}`, bench.ses.password);
    expect(stdout).to.equal(
      'Configuration "robot" changed: the user name and the password (encrypted). It no longer uses a credential. The password is sent to email-smtp.eu-central-1.amazonaws.com:587 only.\n',
    );
    expect(await bench.store.load("robot")).to.include({ smtpPassword: bench.ses.password });
  });

  it("rejects a sender that its credential does not allow, whichever of the two changes", async () => {
    for (const [name, allowed] of [
      ["list", ["alice@example.com", "news*@Example.com"]],
      ["set", new Set(["alice@example.com", "news*@Example.com"])],
    ] as const)
      await bench.putItem("SMTP_USER", `USER#sender-${name}`, { ...ACTIVE, allowed_from_addresses: allowed });
    for (const name of ["list", "set"]) {
      const set = `config set by-${name} --region eu-central-1 --credential sender-${name}`;
      const refused = await run(`${set} --from bob@example.com`);
      expect({ code: refused.code, stdout: refused.stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(refused.stderr).to.equal(
        `Invalid configuration "by-${name}": --from: "sender-${name}" may not send from "bob@example.com", only from alice@example.com, news*@Example.com: use one of them, or allow it: \`ses-smtp credential allow sender-${name} bob@example.com\`.\n`,
      );
      expect(await bench.record(`by-${name}`)).to.deep.equal({});
      expect((await run(`${set} --from news-7@EXAMPLE.com`)).code).to.equal(0);
      expect((await run(`config set by-${name} --from News@example.com`)).stderr).to.include("may not send");
      expect((await run(`config set by-${name} --from-name Robot`)).code).to.equal(0);
    }
  });
  it("shows a configuration as invalid once its credential no longer allows its sender", async () => {
    await bench.putItem("SMTP_USER", "USER#sender-list", {
      ...ACTIVE,
      allowed_from_addresses: ["x@example.com"],
    });
    const { stdout } = await run("config show by-list");
    expect(stdout)
      .to.match(/^state: invalid$/m)
      .and.match(/^problem: fromEmail: "sender-list" may not send from "news-7@EXAMPLE\.com", only from x@/m);
  });
  it("rejects a credential of another region", async () => {
    await bench.putItem("SMTP_USER", "USER#far", { ...ACTIVE, region: "us-east-1" });
    const { code, stderr } = await run(`config set far ${NEW} --credential far`);
    expect(code).to.equal(1);
    expect(stderr).to.include(
      '--credential: "far" is a login for us-east-1, not eu-central-1: set the region to us-east-1',
    );
  });
  for (const [what, password, said] of [
    ["a secret access key", SECRET, "The password looks like a secret access key"],
    [
      "a password of something else",
      "correct horse battery staple",
      "is not an SES SMTP password (44 characters",
    ],
  ] as const) {
    // Proves A-1
    it(`rejects ${what} in place of the SMTP password, without quoting it`, async () => {
      const before = await bench.record("app");
      const { code, stderr } = await run(`config set app --username ${ALICE}`, password);
      expect(code).to.equal(1);
      expect(stderr).to.include(said).and.not.include(password);
      expect(await bench.record("app")).to.deep.equal(before);
    });
  }
});
