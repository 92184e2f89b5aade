import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import type { SandboxReport } from "../../sandbox/shared/report";
import { callApi } from "../../sandbox/testkit/signed-api";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

interface Entry {
  source: string;
  message: string;
  time: string;
  fields: Record<string, unknown>;
}

/** A function's log appears after its invocation. */
const MAX_WAIT_MS = 60_000;

describe("ses-smtp logs on a running stack", function () {
  this.timeout(180_000);
  let report: SandboxReport;
  before(async () => {
    ({ report } = await sharedSandbox());
    for (const name of ["logs.jane", "logs.jane.other"]) {
      const { code, stderr } = await run(`credential add ${name} --from ${name}@company.com --wait`);
      expect(code, stderr).to.equal(0);
    }
  });
  after(() =>
    run("credential remove logs.jane --yes").then(() => run("credential remove logs.jane.other --yes")),
  );

  const run = (line: string, environment: Record<string, string | undefined> = {}) =>
    withEnvironment({ ...commandEnvironment(report), AWS_PROFILE: undefined, ...environment }, () =>
      runCommand(line.split(" ")),
    );
  const entriesOf = async (term: string): Promise<Entry[]> => {
    const { code, stdout, stderr } = await run(`logs ${term} --json`);
    expect(code, stderr).to.equal(0);
    return (JSON.parse(stdout) as { entries: Entry[] }).entries;
  };

  // Proves R7.4
  it("finds what API, dispatcher and manager logged about a login, in the order of time, and nothing about another", async () => {
    const entries = await pollUntil("the manager's log", MAX_WAIT_MS, async () => {
      const found = await entriesOf("logs.jane");
      const sources = new Set(found.map(({ source }) => source));
      const isComplete = ["smtp-api", "smtp-credential-manager"].every(name => sources.has(name));
      return isComplete ? { done: found } : { yet: [...sources].join(", ") };
    });
    expect(JSON.stringify(entries)).to.not.include("logs.jane.other");
    const times = entries.map(({ time }) => time);
    expect(times).to.deep.equal([...times].sort());
    const { stdout } = await run("logs logs.jane");
    expect(stdout.split("\n")[0]).to.match(/^TIME +FUNCTION +LEVEL +MESSAGE$/);
    expect(stdout).to.match(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}smtp-api +info +audit .*action=putCredential/m,
    );
  });
  it("follows a correlation id from the API's answer to the function's log", async () => {
    const { headers } = await callApi(report, {
      path: "/api/credentials/logs.jane",
      headers: { "x-correlation-id": "logs-test-1" },
    });
    expect(headers.get("x-correlation-id")).to.equal("logs-test-1");
    const [entry] = await pollUntil("the API's log", MAX_WAIT_MS, async () => {
      const found = await entriesOf("logs-test-1");
      return found.length > 0 ? { done: found } : { yet: "none" };
    });
    expect(entry?.fields).to.include({ action: "getCredential", outcome: 200 });
  });
  it("says that there is nothing, and names a log group that is not in the stack", async () => {
    const none = await run("logs logs.nobody --since 5m");
    expect(none).to.include({ code: 0, stderr: "" });
    expect(none.stdout).to.equal(
      'No log entries about "logs.nobody" in the last 5m; --since 7d searches further back.\n',
    );
    const gone = await run("logs logs.jane", { SES_SMTP_LOG_GROUPS: "/aws/lambda/nosuch" });
    expect(gone.code).to.equal(1);
    expect(gone.stderr).to.equal(
      'Log group "/aws/lambda/nosuch": not found: check --stack and AWS_REGION, or deploy the stack again (pulumi up).\n',
    );
    expect((await run('logs x"y')).code).to.equal(2);
    expect((await run("logs jane --since yesterday")).code).to.equal(2);
  });
  it("prints entries as they appear with --follow, each once", async () => {
    const bin = join(__dirname, "../../cli/bin.js");
    const child = spawn(process.execPath, [bin, "--json", "logs", "logs-test-2", "--follow"], {
      env: { ...process.env, ...commandEnvironment(report) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const seen: Entry[] = [];
    createInterface(child.stdout).on("line", line => seen.push(JSON.parse(line) as Entry));
    // The list of logins may also find records of other suites that were changed outside the API, and say so.
    const audits = () => seen.filter(({ message }) => message === "audit");
    try {
      for (const count of [1, 2]) {
        await callApi(report, { path: "/api/credentials", headers: { "x-correlation-id": "logs-test-2" } });
        await pollUntil("an entry", MAX_WAIT_MS, () =>
          Promise.resolve(audits().length >= count ? { done: true } : { yet: `${seen.length} entries` }),
        );
      }
      expect(audits()).to.have.lengthOf(2);
      expect(new Set(seen.map(entry => JSON.stringify(entry))).size).to.equal(seen.length);
    } finally {
      child.kill("SIGINT");
      await once(child, "close");
    }
  });
});
