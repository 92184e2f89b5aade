import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { runCommand } from "../support/cli/run-command";
import { ALICE } from "../support/ses/local-ses";
import { OLD, REGION, SECRET, startStoreBench, type StoreBench } from "../support/mailer/store-bench";

describe("ses-smtp config and send-test", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
    await bench.put("old", OLD);
  });
  after(() => bench.close());

  const run = (line: string, stdin = "") => runCommand(line.split(" "), stdin);

  // Proves US2.3, FR-004
  it("set, list and show configurations, the password from stdin and never shown", async () => {
    const { host, port } = bench.place().endpoint;
    const set = await run(
      `config set app --region ${REGION} --from alice@example.com --username ${ALICE} --host ${host} --port ${port} --ca-file ${bench.ses.ses.smtp.caFile}`,
      bench.ses.password,
    );
    expect(set).to.include({ code: 0 });
    const shown = await run("config show app --json");
    expect(JSON.parse(shown.stdout)).to.include({
      name: "app",
      state: "ready",
      username: ALICE,
      region: REGION,
      host,
    });
    const listed = await run("config list");
    expect(listed.stdout)
      .to.match(/^NAME +PROVIDER +STATE +FROM$/m)
      .and.match(/^app +ses +ready +alice@example.com$/m);
    for (const { stdout, stderr } of [set, shown, listed])
      expect(stdout + stderr).to.not.include(bench.ses.password);
    expect((await run("config migrate")).stdout)
      .to.include("old")
      .and.not.include("app");
  });
  it("change one thing at a time", async () => {
    expect((await run("config set app --from-name Robot")).code).to.equal(0);
    expect(await bench.store.load("app")).to.include({ fromName: "Robot", smtpPassword: bench.ses.password });
    const wrong = await run("config set app --region mars-1");
    expect(wrong.code).to.equal(0); // an endpoint is named, so the region is not needed to find it
    expect((await run("config set fresh --region mars-1 --credential alice --from a@example.com")).stderr)
      .to.include("mars-1")
      .and.include("use one such as eu-central-1");
    await run(`config set app --region ${REGION}`);
  });
  // Proves FR-007
  it("send a test message", async () => {
    const sent = await run("send-test --to bob@elsewhere.test --config app --json");
    expect(JSON.parse(sent.stdout)).to.deep.include({ accepted: ["bob@elsewhere.test"], attempts: 1 });
    expect(await run("send-test --to bob@elsewhere.test --config none")).to.include({ code: 1, stdout: "" });
    expect(await run("send-test --to bob@elsewhere.test")).to.include({ code: 2 });
    const wrong = await run(`config set app --username ${ALICE}`, `B${"x".repeat(43)}`);
    expect(wrong.code).to.equal(0);
    const refused = await run("send-test --to bob@elsewhere.test --config app");
    expect(refused).to.include({ code: 1 });
    expect(refused.stderr).to.include("535").and.include("Both are well-formed").and.not.include("at ");
    await run(`config set app --username ${ALICE}`, bench.ses.password);
  });
  it("report retries of a test message", async () => {
    await run(
      "config set nowhere --provider smtp --host 127.0.0.1 --port 1 --no-secure --from a@example.com",
    );
    const { code, stderr } = await run("send-test --to bob@elsewhere.test --config nowhere");
    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/^Attempt 1 failed \(connection\); retrying in \d+\.\d s …\n/)
      .and.include("127.0.0.1:1");
  });
  it("distinguish usage errors from failures", async () => {
    expect(await run("config show none")).to.include({ code: 1 });
    expect(await run("config migrate old --undo --forget")).to.include({ code: 2 });
    expect(await run("config migrate old")).to.include({ code: 2 });
    expect(await run("config bogus")).to.include({ code: 2 });
    expect((await run(`config set app --username ${ALICE}`, SECRET)).stderr)
      .to.include("secret access key")
      .and.not.include(SECRET);
    expect((await run(`config migrate old --username ${ALICE}`, SECRET)).stderr)
      .to.include("secret access key")
      .and.not.include(SECRET);
  });

  it("examples/send.ts sends with the configuration of the environment", async () => {
    const { endpoint, tls } = bench.place();
    const script = join(__dirname, "..", "..", "examples", "send.ts");
    const environment = {
      PATH: process.env.PATH,
      EMAIL_PROVIDER: "aws_ses",
      AWS_REGION: REGION,
      EMAIL_FROM: "alice@example.com",
      SES_SMTP_USERNAME: ALICE,
      SES_SMTP_PASSWORD: bench.ses.password,
      SES_SMTP_ENDPOINT: `${endpoint.host}:${endpoint.port}`,
      SES_SMTP_CA: tls.ca,
    };
    const args = ["--require", "tsx/cjs", script, "bob@elsewhere.test"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment });
    const [message] = bench.ses.ses.mailbox.list();
    expect(message?.subject).to.equal("Hello from ses-smtp");
    expect(stdout).to.include(`Accepted: ${message?.id}`).and.not.include(bench.ses.password);
  });
});
