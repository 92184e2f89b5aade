import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CreateAliasCommand, KMSClient } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { parse } from "yaml";
import { readSettings } from "../../infra/settings";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const ROOT = path.join(__dirname, "..", "..");
const BIN = path.join(ROOT, "cli", "bin.js");
const ALIAS = "alias/for-init";

describe("ses-smtp init", function () {
  this.timeout(120_000);
  let report: SandboxReport;
  let folder: string;
  before(async () => {
    ({ report } = await sharedSandbox());
    const kms = new KMSClient(clientConfig(report.emulator));
    await kms.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: report.kmsKeyArn }));
    kms.destroy();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-init-"));
    await copyFile(path.join(ROOT, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const init = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
      const env = { ...process.env, ...commandEnvironment(report), AWS_PROFILE: undefined };
      const given = ["--stack", "prod", "--region", report.region, "--kms-key", ALIAS];
      const child = execFile(
        process.execPath,
        [BIN, "init", ...given, ...args],
        { cwd: folder, env },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
      child.stdin?.end();
    });
  const written = async () => (await readdir(folder)).filter(name => name !== "Pulumi.yaml");

  it("writes a configuration that the program accepts, and says what comes next", async () => {
    const { code, stdout, stderr } = await init(
      "--domains",
      "new.example",
      "--alert-emails",
      "a@new.example",
    );
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include("Wrote Pulumi.prod.yaml.").and.include("pulumi stack init prod");
    expect(stderr).to.include("The stack creates an SES identity for new.example.");
    const { config } = parse(await readFile(path.join(folder, "Pulumi.prod.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    const asPulumi = Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const settings = readSettings(Object.fromEntries(asPulumi) as Record<string, string>, "prod");
    expect(settings).to.include({ kmsKeyArn: report.kmsKeyArn, identity: "create" });
    expect(settings.domains).to.deep.equal(["new.example"]);
    expect(await written()).to.deep.equal(["Pulumi.prod.yaml"]);
  });

  it("run again, changes nothing; and changes what was set before only when it is confirmed", async () => {
    await init("--domains", "new.example");
    const before = await readFile(path.join(folder, "Pulumi.prod.yaml"), "utf8");
    const again = await init("--domains", "new.example");
    expect(again.stdout).to.include("has these settings already");
    const refused = await init("--domains", "other.example");
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('ses-smtp:domains: ["new.example"] -> ["other.example"]');
    expect(await readFile(path.join(folder, "Pulumi.prod.yaml"), "utf8")).to.equal(before);
    expect((await init("--domains", "other.example", "--yes")).code).to.equal(0);
    expect(await readFile(path.join(folder, "Pulumi.prod.yaml"), "utf8")).to.include("other.example");
  });

  it("uses identities and a table that exist", async () => {
    const domain = report.domain;
    const { code, stdout, stderr } = await init(
      ...["--domains", domain, "--table", report.tableName, "--configuration-set", "allow", "--json"],
    );
    expect(code, stderr).to.equal(0);
    const { changes } = JSON.parse(stdout) as { changes: { key: string; to: string }[] };
    const values = Object.fromEntries(changes.map(({ key, to }) => [key, to]));
    expect(values).to.include({
      "ses-smtp:identity": "existing",
      "ses-smtp:existingConfigurationSet": "allow",
      "ses-smtp:tableName": report.tableName,
    });
  });

  it("writes nothing if the key, the table or the domains cannot be used, and names each", async () => {
    const { code, stderr } = await init(
      ...["--domains", "new.example", report.domain, "--kms-key", "alias/nothing", "--table", "nothing"],
    );
    expect(code).to.equal(1);
    for (const phrase of [
      "Nothing was written.",
      '--kms-key: no key "alias/nothing"',
      '--table: no table "nothing"',
    ])
      expect(stderr).to.include(phrase);
    expect(stderr).to.include("--domains: SES has an identity for");
    expect(await written()).to.deep.equal([]);
  });

  it("writes nothing in another program's folder", async () => {
    await writeFile(path.join(folder, "Pulumi.yaml"), "name: shop\n");
    const { code, stderr } = await init("--domains", "new.example");
    expect(code).to.equal(1);
    expect(stderr).to.match(/another program's.*run init in the folder of ses-smtp's Pulumi\.yaml/i);
    expect(await written()).to.deep.equal([]);
  });

  it("--dry-run prints the file and writes none", async () => {
    const { code, stdout } = await init("--domains", "new.example", "--dry-run");
    expect(code).to.equal(0);
    expect(parse(stdout)).to.have.nested.property("config.aws:region", report.region);
    expect(await written()).to.deep.equal([]);
  });
});
