import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  commandEnvironment,
  shellWord,
  writeEnvironmentFile,
} from "../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../sandbox/shared/report";
import { welcome } from "../../sandbox/start/welcome";

const REPORT: SandboxReport = {
  emulator: "http://127.0.0.1:4567",
  region: "eu-central-1",
  accessKeyId: "000000000042",
  secretAccessKey: "0123456789abcdef",
  tableName: "store-1234567",
  kmsKeyArn: "arn:aws:kms:eu-central-1:000000000042:key/00000000-0000-0000-0000-000000000000",
  smtp: { host: "localhost", port: 2525, tlsPort: 2465, caFile: "/home/o'neill/my files/ca.pem" },
  messages: "http://127.0.0.1:8025/messages",
  domain: "company.com",
  outputs: { apiUrl: "http://127.0.0.1:4567/_aws/execute-api/1234abcd" },
  httpsPort: 8443,
  dnsServer: "127.0.0.1:5353",
  outputsFile: "/home/o'neill/my files/outputs.json",
};

describe("the file to source for a sandbox", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ses-smtp env'"));
  });
  after(() => rm(folder, { recursive: true }));

  const sourced = async (given: NodeJS.ProcessEnv = {}) => {
    const file = await writeEnvironmentFile(folder, REPORT);
    const script = `. ${shellWord(file)}; env -0`;
    const output = execFileSync("/bin/sh", ["-c", script], {
      env: { PATH: process.env.PATH, ...given },
      encoding: "utf8",
    });
    return new Map(output.split("\0").map(pair => [pair.split("=")[0], pair.slice(pair.indexOf("=") + 1)]));
  };

  it("gives a shell's programs exactly the variables of the report, whatever characters they have", async () => {
    const seen = await sourced();
    for (const [name, value] of Object.entries(commandEnvironment(REPORT)))
      expect(seen.get(name), name).to.equal(value);
  });
  it("unsets what would take precedence", async () => {
    const seen = await sourced({ AWS_PROFILE: "work", AWS_SESSION_TOKEN: "token" });
    expect(seen).to.not.have.any.keys("AWS_PROFILE", "AWS_SESSION_TOKEN");
  });
  it("can be read by its owner only", async () => {
    const file = await writeEnvironmentFile(folder, REPORT);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
  });
});

describe("the text of npm start", () => {
  const report = { ...REPORT, outputs: { dnsRecords: [{ name: "a.company.com", type: "TXT", value: "v" }] } };
  const link = "http://127.0.0.1:36935/open?token=o-9SBivk2Jh0TFFh_rwwUA";
  const console = { newLink: () => link, file: "/tmp/ses-smtp-console-EyXkKw/open.html" };
  const lines = welcome(report, "/tmp/ses-smtp-1/env", console).trimEnd().split("\n");

  it("has the console's address before any other", () => {
    const [first] = /https?:\S+/.exec(lines.join("\n")) ?? [];
    expect(first).to.equal(link);
  });

  it("fits 80 columns, apart from values that are longer, and ends with what a newcomer needs", () => {
    const long = lines.filter(line => line.length > 80);
    expect(
      long.every(line => /^ {2}(KMS key|CA certificate) /.test(line)),
      long.join("\n"),
    ).to.equal(true);
    const screen = lines.slice(-22).join("\n");
    expect(screen)
      .to.include("http://127.0.0.1:8025/ (")
      .and.include("\n  . /tmp/ses-smtp-1/env\n  npx ses-smtp credential add jane")
      .and.match(/\nCtrl-C stops everything and cleans up\. Until then, what happens appears here:$/);
  });
  it("shows no secret: the file has it", () => {
    expect(lines.join("\n")).to.not.include(REPORT.secretAccessKey);
  });
});
