import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { MAX_MESSAGES } from "../../cli/self-test/mail";
import { STEPS } from "../../cli/self-test/steps";
import { isSimulator } from "../../records/simulator";
import type { AcceptedMessage, RefusedMessage } from "../../sandbox/ses/submission/accepted-message";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { accountState } from "../support/self-test/account-state";
import { runSelfTest } from "../support/self-test/self-test-process";

describe("ses-smtp self-test on a stack that works", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let folder: string;
  const messages: (AcceptedMessage | RefusedMessage)[] = [];

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is not sped up
    folder = await mkdtemp(join(tmpdir(), "self-test-report-"));
    sandbox = await startSandbox({
      keyDelayMs: 1_500,
      inactiveDelayMs: 1_000,
      settings: { alertEmails: JSON.stringify(["administrator@company.com"]) },
      // Wake-ups still come after the half minute in which a run does not trust what IAM shows.
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: "2" },
      onMessage: message => messages.push(message),
    });
  });
  after(async () => {
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  // Proves D-integration-tests.1, T9-b, T9-c, T9-d
  it("passes every step, measures what AWS does not document, and leaves nothing behind", async () => {
    const before = await accountState(sandbox.report);
    const file = join(folder, "report.md");
    const { code, report, stderr } = await runSelfTest(sandbox.report, ["--markdown", file]);
    expect(code, stderr).to.equal(0);
    expect(report?.steps.filter(({ verdict }) => verdict !== "passed")).to.deep.equal([]);
    expect(report?.steps.map(({ name }) => name)).to.deep.equal(STEPS.map(({ name }) => name));
    expect(report).to.include({ stack: "sandbox", region: "eu-central-1", domain: "company.com" });
    expect(report?.left).to.deep.equal([]);
    const measured = new Map(report?.measurements.map(({ name, value }) => [name, value]));
    expect(measured.get("header_sender_checked")).to.equal(true);
    expect(measured.get("envelope_sender_checked")).to.equal(true);
    expect(measured.get("open_session_after_key_inactive")).to.equal("goes on");
    expect(measured.get("open_session_after_key_deleted")).to.equal("goes on");
    // As the sandbox is told to behave; a poll may be late, but never early.
    expect(measured.get("new_key_accepted_seconds")).to.be.at.least(1.4);
    expect(measured.get("inactive_key_accepted_seconds")).to.be.at.least(0.9);

    const markdown = await readFile(file, "utf8");
    expect(markdown).to.include("# Self-test of sandbox in eu-central-1");
    for (const { name } of STEPS) expect(markdown).to.include(`| ${name} | ok |`);
    for (const { name } of STEPS) expect(stderr).to.match(new RegExp(`^ok .* ${name}: `, "m"));
    expect(await accountState(sandbox.report)).to.deep.equal(before);
  });

  it("sends to the mailbox simulator only, at most as many messages as it says", () => {
    expect(messages.length).to.be.within(10, MAX_MESSAGES);
    const recipients = messages.flatMap(({ envelope }) => envelope.to);
    expect(recipients.filter(address => !isSimulator(address))).to.deep.equal([]);
  });

  it("alerts nobody, and stops no login", async () => {
    const { findings } = await accountState(sandbox.report);
    expect(findings).to.deep.equal([]);
  });

  it("refuses to start where the account's quota is short or sending is paused, and creates nothing", async () => {
    const { account } = sandbox.ses;
    const { max24HourSend } = account.limits;
    try {
      account.limits.max24HourSend = messages.length + 20;
      const short = await runSelfTest(sandbox.report);
      expect(short.code).to.equal(1);
      expect(short.stderr).to.match(
        /SES account in eu-central-1: \d+ messages are left of the \d+ in 24 hours/,
      );
      account.limits.max24HourSend = max24HourSend;
      account.sendingEnabled = false;
      const paused = await runSelfTest(sandbox.report);
      expect(paused.code).to.equal(1);
      expect(paused.stderr).to.include("sending is paused: resume it in the SES console");
      expect(short.stdout + paused.stdout).to.equal("");
    } finally {
      account.limits.max24HourSend = max24HourSend;
      account.sendingEnabled = true;
    }
  });

  it("explains a wrong option, and exits with 2", async () => {
    const step = await runSelfTest(sandbox.report, ["--only", "nosuch"]);
    expect(step.code).to.equal(2);
    expect(step.stderr).to.include('--only: no step "nosuch": see ses-smtp self-test --list');
    const domain = await runSelfTest(sandbox.report, ["--domain", "elsewhere.org"]);
    expect(domain.code).to.equal(2);
    expect(domain.stderr).to.include("use one of company.com");
  });
});
