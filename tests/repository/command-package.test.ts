import { expect } from "chai";
import project from "../../package.json";
import {
  installCommand,
  type InstalledCommand,
  neededByCommand,
  packedFiles,
} from "../support/repository/packed-command";

describe("the project's package", () => {
  it("has every file that the command imports or reads", async () => {
    const [files, needed] = await Promise.all([packedFiles(), neededByCommand()]);
    expect(needed.files).to.have.length.above(300).and.include("handlers/reconciler/policy.ts");
    expect(needed.files.filter(file => !files.includes(file))).to.deep.equal([]);
  });

  it("declares every package that the command imports", async () => {
    const { packages } = await neededByCommand();
    expect(packages).to.include.members(["commander", "@aws-sdk/client-dynamodb", "tsx"]);
    expect(Object.keys(project.dependencies)).to.include.members(packages);
  });

  it("has no program, sandbox or test, and nothing that a build left", async () => {
    const files = await packedFiles();
    const unexpected =
      /^(infra|sandbox|tests|bench|checks|policy-pack|cost)\/|\.test\.ts$|\.bundle|\.sandbox/;
    expect(files.filter(file => unexpected.test(file))).to.deep.equal([]);
  });
});

describe("the command, packed and installed outside the project", () => {
  let command: InstalledCommand;
  before(async () => {
    command = await installCommand();
  });
  after(() => command.remove());

  it("prints its help and that of each command", async () => {
    const help = await command.run("--help");
    expect(help).to.match(/^Usage: ses-smtp /);
    const names = [...help.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = ""]) => name);
    expect(names).to.include.members(["credential", "dns", "doctor", "self-test"]);
    expect(await command.run("dns", "--help")).to.match(/^Usage: ses-smtp dns /);
    expect(await command.run("credential", "--help")).to.match(/^Usage: ses-smtp credential /);
  });

  it("does its work: it explains a reply, and prints its version", async () => {
    expect(await command.run("explain", "535 Authentication Credentials Invalid")).to.include("535");
    expect(await command.run("--version")).to.equal(`${project.version}\n`);
  });
});
