import { expect } from "chai";
import { createStoredMailer } from "../../mailer/store";
import { runCommand } from "../support/cli/run-command";
import { ALICE } from "../support/ses/local-ses";
import { OLD, REGION, startStoreBench, type StoreBench } from "../support/mailer/store-bench";

describe("mail configurations made for the SES API", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
  });
  afterEach(() => {
    delete process.env.SES_SMTP_ENDPOINT;
    delete process.env.SES_SMTP_CA;
  });
  after(() => bench.close());

  const run = (line: string, stdin = "") => runCommand(line.split(" "), stdin);

  // Proves US2.1, SC-004, KE-1, A-3
  it("migrate with only a credential: dry run, once, twice, back again", async () => {
    await bench.put("old", { ...OLD, ...bench.place() });
    const before = await bench.record("old");
    const migrate = `config migrate old --username ${ALICE}`;
    const { endpoint, tls } = bench.place();
    process.env.SES_SMTP_ENDPOINT = `${endpoint.host}:${endpoint.port}`;
    process.env.SES_SMTP_CA = tls.ca;

    const dry = await run(`${migrate} --dry-run`);
    expect(dry.code).to.equal(0);
    expect(dry.stdout).to.include("would change").and.include("smtpPassword");
    expect(await bench.record("old")).to.deep.equal(before);

    const done = await run(`${migrate} --json`, bench.ses.password);
    expect(JSON.parse(done.stdout)).to.deep.include({
      changed: true,
      removed: ["sesAccessKey", "sesSecretKey"],
    });
    const migrated = await bench.record("old");
    expect(migrated).to.deep.include({
      provider: "ses",
      region: REGION,
      fromName: "Alice",
      team: OLD.team,
      smtpUsername: ALICE,
    });
    expect(JSON.stringify(migrated)).to.not.include(bench.ses.password);
    expect(migrated).to.not.have.property("sesSecretKey");
    const mailer = await createStoredMailer(bench.store, "old");
    expect(await mailer.sendTestEmail("bob@elsewhere.test")).to.include({ attempts: 1 });
    await mailer.close();

    expect((await run(migrate, `B${"x".repeat(43)}`)).stdout).to.include("nothing to do");
    expect(await bench.record("old")).to.deep.equal(migrated);

    expect((await run("config migrate old --undo")).code).to.equal(0);
    const undone = await bench.record("old");
    expect(undone).to.deep.equal(before);
    expect((await run("config migrate old --undo")).stdout).to.include("nothing to do");
  });
  it("say what is invalid where there is nothing to migrate", async () => {
    await bench.put("broken", { provider: "ses", region: REGION, fromEmail: "alice@example.com" });
    const migrated = await run(`config migrate broken --username ${ALICE} --dry-run`);
    expect(migrated).to.include({ code: 1, stdout: "" });
    expect(migrated.stderr)
      .to.include('"broken" has nothing to migrate, but is invalid: --username')
      .and.include("`ses-smtp config set broken`");
  });
  it("in the nested form accept settings next to it", async () => {
    const aws_ses = { region: REGION, from_email: "alice@example.com", from_name: "Alice" };
    await bench.put("beside", { provider: "aws_ses", aws_ses });
    const set = "config set beside --region eu-west-1 --from-name Robot";
    expect((await run(`${set} --username ${ALICE}`, bench.ses.password)).code).to.equal(0);
    expect(await bench.store.load("beside")).to.deep.equal({
      provider: "ses",
      region: "eu-west-1",
      fromEmail: "alice@example.com",
      fromName: "Robot",
      smtpUsername: ALICE,
      smtpPassword: bench.ses.password,
    });
    expect(await bench.record("beside")).to.deep.include({ aws_ses });
  });
  // Proves SC-004, A-3
  it("migrate from the nested form, unknown fields kept", async () => {
    const aws_ses = {
      region: REGION,
      from_email: "alice@example.com",
      from_name: "Alice",
      configuration_set: "main",
      use_iam_role: true,
    };
    await bench.put("nested", { provider: "aws_ses", note: "keep", aws_ses });
    const before = await bench.record("nested");
    await bench.store.migrate("nested", { username: ALICE, password: bench.ses.password });
    expect(await bench.store.load("nested")).to.deep.equal({
      provider: "ses",
      region: REGION,
      fromEmail: "alice@example.com",
      fromName: "Alice",
      configurationSet: "main",
      smtpUsername: ALICE,
      smtpPassword: bench.ses.password,
    });
    await bench.store.undoMigration("nested");
    const undone = await bench.record("nested");
    expect(undone).to.deep.equal(before);
    await bench.store.migrate("nested", { username: ALICE, password: bench.ses.password });
    expect((await bench.store.forgetMigration("nested")).changed).to.equal(true);
    expect(await bench.record("nested")).to.have.property("note", "keep");
    expect((await bench.store.undoMigration("nested")).changed).to.equal(false);
  });
});
