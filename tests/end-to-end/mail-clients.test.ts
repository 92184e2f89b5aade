import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { startProcess, type StartProcess } from "../support/sandbox/start-process";

const run = promisify(execFile);
const USERNAME = "mail-clients";
const SENDER = "mail.clients@company.com";

describe("npm start -- --json", () => {
  let sandbox: StartProcess;
  let report: SandboxReport;
  let administrator: Administrator;
  let login: Login;

  before(async () => {
    sandbox = startProcess(["--json", "--key-delay", "0.3"]);
    report = await sandbox.ready();
    administrator = new Administrator(report);
    await administrator.put(USERNAME, { status: "pending", allowed_from_addresses: [SENDER] });
    await administrator.waitFor(USERNAME, ({ status }) => status === "active");
    login = await administrator.login(USERNAME);
  });
  after(async () => {
    administrator?.close();
    sandbox.child.kill("SIGKILL");
    await sandbox.ended;
  });

  it("reports how to reach everything, in one line", () => {
    expect(report).to.have.all.keys(
      "emulator",
      "env",
      "envFile",
      "accessKeyId",
      "secretAccessKey",
      "region",
      "tableName",
      "kmsKeyArn",
      "smtp",
      "messages",
      "domain",
      "outputs",
      "outputsFile",
      "dnsServer",
      "httpsPort",
    );
    expect(report.smtp).to.have.all.keys("host", "port", "tlsPort", "caFile");
    expect(report.outputs).to.include.keys("smtpEndpoint", "dnsRecords", "dnsZoneFile", "tableName");
  });

  it("accepts mail from nodemailer", async () => {
    const mail = { from: SENDER, to: "someone@example.org", subject: "From nodemailer", text: "Hello" };
    const reply = await new MailClient(report).send(login, mail);
    expect(reply.code).to.equal(250);
    await expectReceived("From nodemailer");
  });

  for (const [how, port, connect] of [
    ["with STARTTLS", "port", "smtplib.SMTP(host, port)"],
    ["over TLS", "tlsPort", "smtplib.SMTP_SSL(host, port, context=context)"],
  ] as const) {
    // Proves R1.4, R6.1, D-manual-tests.2
    it(`accepts mail from Python's smtplib ${how}`, async () => {
      const script = `
import os, smtplib, ssl
context = ssl.create_default_context(cafile=os.environ["CA"])
host, port = os.environ["HOST"], int(os.environ["PORT"])
with ${connect} as smtp:
    ${port === "port" ? "smtp.starttls(context=context)" : "pass"}
    smtp.login(os.environ["LOGIN"], os.environ["PASSWORD"])
    smtp.sendmail("${SENDER}", ["someone@example.org"], "From: ${SENDER}\\r\\nTo: someone@example.org\\r\\nSubject: smtplib ${how}\\r\\n\\r\\nHello")
`;
      await run("python3", ["-I", "-c", script], {
        env: {
          PATH: process.env.PATH,
          CA: report.smtp.caFile,
          HOST: report.smtp.host,
          PORT: String(report.smtp[port]),
          LOGIN: login.user,
          PASSWORD: login.password,
        },
      });
      await expectReceived(`smtplib ${how}`);
    });
  }

  // Proves R1.4, D-manual-tests.2
  it("accepts mail from curl", async function () {
    const curl = await run("curl", ["--version"]).catch(() => undefined);
    if (curl === undefined || !/^Protocols:.*\bsmtp\b/m.test(curl.stdout)) {
      console.log("      skipped: this machine has no curl with SMTP support");
      this.skip();
    }
    await run("curl", [
      ...["--silent", "--show-error", "--ssl-reqd", "--cacert", report.smtp.caFile],
      ...[`smtp://${report.smtp.host}:${report.smtp.port}`, "--user", `${login.user}:${login.password}`],
      ...["--mail-from", SENDER, "--mail-rcpt", "someone@example.org"],
      ...["-H", `From: ${SENDER}`, "-H", "Subject: From curl", "-F", "=Hello"],
    ]);
    await expectReceived("From curl");
  });

  it("stops on Ctrl-C and leaves nothing behind", async () => {
    sandbox.child.kill("SIGINT");
    const { code } = await sandbox.ended;
    expect(code).to.equal(0);
    for (const url of [report.emulator, report.messages]) {
      const response = await fetch(url).catch((error: Error) => error);
      expect(response, url).to.be.instanceOf(Error);
    }
    const left = await run("pgrep", ["-f", report.emulator]).catch(() => ({ stdout: "" }));
    expect(left.stdout).to.equal("");
  });

  async function expectReceived(subject: string): Promise<void> {
    const messages = await new MailClient(report).received(subject);
    expect(messages.map(({ envelope }) => envelope)).to.deep.equal([
      { from: SENDER, to: ["someone@example.org"] },
    ]);
  }
});
