import { expect } from "chai";
import { startProcess } from "../support/start-process";
import { cli } from "./targets/pulumi-engine";

describe("npm start with an engine", () => {
  it("names the engines where there is no such one", async () => {
    const { code, stderr } = await startProcess(["--engine", "terraform"]).ended;
    expect(stderr).to.include('--engine: "terraform" is not an engine: write in-process or pulumi.');
    expect(code).to.equal(1);
  });

  it("says what to install where there is no Pulumi CLI, before it starts anything", async () => {
    const { code, stdout, stderr } = await startProcess(["--engine", "pulumi"], { PATH: "/nonexistent" })
      .ended;
    expect(stderr).to.match(/^There is no Pulumi CLI on PATH: install it .*, or leave out --engine pulumi/m);
    expect(stderr).to.not.match(/^\s+at /m);
    expect(stdout).to.equal("");
    expect(code).to.equal(1);
  });

  it("takes the whole tour on a program that a Pulumi engine deployed, and removes it", async function () {
    const command = await cli();
    if (typeof command === "string") {
      console.log(`    did not run: ${command}`);
      this.skip();
    }
    const { code, stdout, stderr } = await startProcess(["--engine", "pulumi", "--once", "--key-delay", "1"])
      .ended;
    expect(stdout, stderr).to.include("Every step held.");
    expect(stdout).to.match(/- {2}aws:dynamodb:Table store deleted/);
    expect(code).to.equal(0);
  });
});
