import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { startProcess } from "../support/sandbox/start-process";
import { interruptedStart } from "../support/sandbox/terminal";
import { cli } from "../support/targets/pulumi-engine";

/** What somebody's shell may say to other uses of Pulumi, AWS and Node. */
const OF_THE_SHELL = {
  ...{ PULUMI_STACK: "other", PULUMI_BACKEND_URL: "https://127.0.0.1:9", PULUMI_ACCESS_TOKEN: "pul-none" },
  ...{ PULUMI_CONFIG_PASSPHRASE_FILE: "/nonexistent", PULUMI_OPTION_TARGET: "urn:pulumi:a::b::c::d" },
  ...{ PULUMI_NODEJS_STACK: "other", PULUMI_TEST_MODE: "true", PULUMI_OPTION_EXPECT_NO_CHANGES: "true" },
  ...{ AWS_PROFILE: "nobody", AWS_ENDPOINT_URL: "http://127.0.0.1:9", NODE_OPTIONS: "--no-warnings" },
};

async function needsCli(test: Mocha.Context): Promise<void> {
  const command = await cli();
  if (typeof command !== "string") return;
  console.log(`    did not run: ${command}`);
  test.skip();
}

describe("npm start with an engine", () => {
  it("names the engines where there is no such one", async () => {
    const { code, stderr } = await startProcess(["--engine", "terraform"]).ended;
    expect(stderr).to.include('--engine: "terraform" is not an engine: write in-process or pulumi.');
    expect(code).to.equal(1);
  });

  it("says what to install where there is no Pulumi CLI, before it starts anything", async () => {
    const { code, stdout, stderr } = await startProcess(["--engine", "pulumi"], { PATH: "/nonexistent" })
      .ended;
    expect(stderr).to.match(/^No Pulumi CLI on PATH: install it .*, or omit --engine pulumi/m);
    expect(stderr).to.not.match(/^\s+at /m);
    expect(stdout).to.equal("");
    expect(code).to.equal(1);
  });

  it("says what is wrong with a Pulumi CLI that is too old", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-cli-"));
    await writeFile(path.join(folder, "pulumi"), "#!/bin/sh\necho v2.9.0\n", { mode: 0o755 });
    const PATH = `${folder}${path.delimiter}${process.env.PATH ?? ""}`;
    const { code, stderr } = await startProcess(["--engine", "pulumi"], { PATH }).ended;
    await rm(folder, { recursive: true });
    expect(stderr).to.match(/^The Pulumi CLI on PATH cannot be used: .*v2\.9\.0.*omit --engine pulumi/m);
    expect(stderr).to.not.match(/^\s+at /m);
    expect(code).to.equal(1);
  });

  it("stops at a Ctrl-C while the engine is at work, and leaves nothing on the disk", async function () {
    await needsCli(this);
    const { code, left, printed } = await interruptedStart(["--engine", "pulumi"], /Updating \(sandbox\)/);
    expect(left, printed).to.deep.equal([]);
    expect(code, printed).to.equal(0);
  });

  it("removes at a Ctrl-C what the engine had made", async function () {
    await needsCli(this);
    const { code, left, printed } = await interruptedStart(["--engine", "pulumi"], /Ready after/);
    expect(printed).to.match(/- {2}aws:dynamodb:Table store deleted/);
    expect(left, printed).to.deep.equal([]);
    expect(code, printed).to.equal(0);
  });

  it("takes the whole tour on a program that a Pulumi engine deployed, and removes it", async function () {
    await needsCli(this);
    const { code, stdout, stderr } = await startProcess(
      ["--engine", "pulumi", "--once", "--key-delay", "1"],
      OF_THE_SHELL,
    ).ended;
    expect(stdout, stderr).to.include("Every step held.");
    expect(stdout).to.match(/- {2}aws:dynamodb:Table store deleted/);
    expect(code).to.equal(0);
  });
});
