import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { startProcess } from "../support/sandbox/start-process";
import { interruptedStart } from "../support/sandbox/terminal";
import { cli } from "../support/targets/pulumi-engine";

/** Settings that a user's shell may have for other uses of Pulumi, AWS and Node. */
const SHELL_SETTINGS = {
  ...{ PULUMI_STACK: "other", PULUMI_BACKEND_URL: "https://127.0.0.1:9", PULUMI_ACCESS_TOKEN: "pul-none" },
  ...{ PULUMI_CONFIG_PASSPHRASE_FILE: "/nonexistent", PULUMI_OPTION_TARGET: "urn:pulumi:a::b::c::d" },
  ...{ PULUMI_NODEJS_STACK: "other", PULUMI_TEST_MODE: "true", PULUMI_OPTION_EXPECT_NO_CHANGES: "true" },
  ...{ AWS_PROFILE: "nobody", AWS_ENDPOINT_URL: "http://127.0.0.1:9", NODE_OPTIONS: "--no-warnings" },
};

async function skipWithoutCli(test: Mocha.Context): Promise<void> {
  const command = await cli();
  if (typeof command !== "string") return;
  console.log(`    skipped: ${command}`);
  test.skip();
}

describe("npm start --engine", () => {
  it("lists the engines if the given one is unknown", async () => {
    const { code, stderr } = await startProcess(["--engine", "terraform"]).ended;
    expect(stderr).to.include('--engine: unknown engine "terraform"; expected in-process or pulumi.');
    expect(code).to.equal(2);
  });

  it("reports a missing Pulumi CLI before it starts anything", async () => {
    const { code, stdout, stderr } = await startProcess(["--engine", "pulumi"], { PATH: "/nonexistent" })
      .ended;
    expect(stderr).to.match(/^No Pulumi CLI on PATH: install it .*, or omit --engine pulumi/m);
    expect(stderr).to.not.match(/^\s+at /m);
    expect(stdout).to.equal("");
    expect(code).to.equal(1);
  });

  it("reports a Pulumi CLI that is too old", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-cli-"));
    await writeFile(path.join(folder, "pulumi"), "#!/bin/sh\necho v2.9.0\n", { mode: 0o755 });
    const PATH = `${folder}${path.delimiter}${process.env.PATH ?? ""}`;
    const { code, stderr } = await startProcess(["--engine", "pulumi"], { PATH }).ended;
    await rm(folder, { recursive: true });
    expect(stderr).to.match(/^The Pulumi CLI on PATH cannot be used: .*v2\.9\.0.*omit --engine pulumi/m);
    expect(stderr).to.not.match(/^\s+at /m);
    expect(code).to.equal(1);
  });

  it("stops on Ctrl-C while the engine is deploying, and leaves no files behind", async function () {
    await skipWithoutCli(this);
    const { code, left, printed } = await interruptedStart(["--engine", "pulumi"], /Updating \(sandbox\)/);
    expect(left, printed).to.deep.equal([]);
    expect(code, printed).to.equal(0);
  });

  it("destroys the stack on Ctrl-C", async function () {
    await skipWithoutCli(this);
    const { code, left, printed } = await interruptedStart(["--engine", "pulumi"], /Ready after/);
    expect(printed).to.match(/- {2}aws:dynamodb:Table store deleted/);
    expect(left, printed).to.deep.equal([]);
    expect(code, printed).to.equal(0);
  });

  it("passes the whole tour on a stack that the Pulumi engine deployed, then destroys it", async function () {
    this.timeout(300_000);
    await skipWithoutCli(this);
    const { code, stdout, stderr } = await startProcess(
      ["--engine", "pulumi", "--once", "--key-delay", "1"],
      SHELL_SETTINGS,
    ).ended;
    expect(stdout, stderr).to.include("All steps passed.");
    expect(stdout).to.match(/- {2}aws:dynamodb:Table store deleted/);
    expect(code).to.equal(0);
  });
});
