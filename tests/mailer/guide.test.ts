import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { commandEnvironment, writeEnvironmentFile } from "../../sandbox/shared/command-environment";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";
import { ALICE, type Bench, startBench } from "../support/ses/local-ses";
import { type Application, installApplication } from "../support/mailer/application";

const ROOT = join(__dirname, "..", "..");
const GUIDE = readFileSync(join(ROOT, "docs", "mailer.md"), "utf8");

/** The code blocks of one language, in one section or in all. */
function blocks(language: string, section = ""): string[] {
  const text = section === "" ? GUIDE : (GUIDE.split(/^## /m).find(part => part.startsWith(section)) ?? "");
  const fence = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm");
  return [...text.matchAll(fence)].map(([, code = ""]) => code);
}

describe("docs/mailer.md, followed to the letter", () => {
  let application: Application;
  let bench: Bench;
  before(async () => {
    application = await installApplication();
    bench = await startBench();
  });
  after(async () => {
    await bench.close();
    await application.remove();
  });

  it("has a quick start that runs as it is", async () => {
    const { host, port, caPem } = bench.ses.smtp;
    const [script = ""] = blocks("js", "Quick start");
    await application.write("send.mjs", script);
    const environment = blocks("sh", "Quick start").at(-1) ?? "";
    const names = [...environment.matchAll(/\b([A-Z_]+)=/g)].map(([, name = ""]) => name);
    const values: Record<string, string> = {
      EMAIL_PROVIDER: "aws_ses",
      AWS_REGION: "eu-central-1",
      EMAIL_FROM: "alice@example.com",
      EMAIL_FROM_NAME: "Alice",
      SES_SMTP_USERNAME: ALICE,
      SES_SMTP_PASSWORD: bench.password,
    };
    expect(names).to.deep.equal(Object.keys(values));
    const place = { SES_SMTP_ENDPOINT: `${host}:${port}`, SES_SMTP_CA: caPem };
    const output = await application.node(["send.mjs"], { ...values, ...place });
    const [message] = bench.ses.mailbox.list();
    expect(output).to.equal(`Accepted: ${message?.id}\n`);
  });
  it("has a message with a thread and an invitation that is sent as it is", async () => {
    const { host, port, caPem } = bench.ses.smtp;
    const script = blocks("ts", "Configuration").find(code => code.includes("icalEvent")) ?? "";
    await application.write("invite.mjs", script);
    await application.node(["invite.mjs"], {
      ...{ EMAIL_PROVIDER: "aws_ses", AWS_REGION: "eu-central-1", EMAIL_FROM: "alice@example.com" },
      ...{ SES_SMTP_USERNAME: ALICE, SES_SMTP_PASSWORD: bench.password },
      ...{ SES_SMTP_ENDPOINT: `${host}:${port}`, SES_SMTP_CA: caPem },
    });
    const message = bench.ses.mailbox.list().find(({ subject }) => subject === "Re: Lunch?");
    expect(message?.raw.toString())
      .to.include("method=REQUEST")
      .and.include('To: "Doe, Jane" <jane@example.org>')
      .and.include("References: <question@example.org>");
  });
  it("has TypeScript that compiles", async () => {
    const snippets = blocks("ts");
    expect(snippets).to.have.length.above(1);
    const files = snippets.map((code, index) => application.write(`snippet-${index}.mts`, code));
    await application.typeCheck(...(await Promise.all(files)));
  });
  it("leads a newcomer from the sandbox to a message, and an application with the stored configuration", async () => {
    const { report } = await sharedSandbox();
    const file = join(application.folder, "sandbox.json");
    const envFile = await writeEnvironmentFile(application.folder, report);
    await writeFile(file, JSON.stringify({ ...report, envFile }));
    const [start = "", script = ""] = blocks("sh", "Against the sandbox");
    expect(start).to.equal("npm start --silent -- --json > /tmp/sandbox.json\n");
    const documented = script.replaceAll("/tmp/sandbox.json", file);
    const { stdout } = await promisify(execFile)("bash", ["-euc", documented], { cwd: ROOT });
    expect(stdout)
      .to.match(/^state: ready$/m)
      .and.match(/^Accepted for bob@example\.org: message \S+\.$/m);

    const stored = blocks("ts", "Stored configurations")[0] ?? "";
    await application.write("stored.mjs", stored.replaceAll("!", ""));
    await application.node(["stored.mjs"], commandEnvironment(report));
    const messages = await (await fetch(report.messages)).text();
    expect(messages.split("app@company.com").length).to.be.above(2);
  });
});
