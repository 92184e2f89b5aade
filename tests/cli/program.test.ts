import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Command } from "commander";
import { createProgram } from "../../cli/main";
import { version } from "../../package.json";
import { runCommand } from "../support/cli/run-command";

describe("ses-smtp, asked for help", () => {
  it("prints its version", async () => {
    expect(await runCommand(["--version"])).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
  for (const [line, said] of [
    ["help", "Usage: ses-smtp [options]"],
    ["help password", "Usage: ses-smtp password"],
    ["help config set", "Usage: ses-smtp config set"],
    ["config help set", "Usage: ses-smtp config set"],
  ] as const) {
    it(`answers on stdout: ${line}`, async () => {
      const { code, stdout, stderr } = await runCommand(line.split(" "));
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout).to.include(said);
    });
  }
  for (const [line, said] of [
    ["help nosuch", 'unknown command "nosuch": name one that exists.\nRun npx ses-smtp --help'],
    ["help config nosuch", 'unknown command "config nosuch": name one that exists.\nRun npx ses-smtp --help'],
    ["config help nosuch", 'unknown command "nosuch": name one that exists.\nRun npx ses-smtp config --help'],
  ] as const) {
    it(`rejects an unknown command: ${line}`, async () => {
      const stderr = `help: ${said} for its commands.\n`;
      expect(await runCommand(line.split(" "))).to.deep.equal({ code: 2, stdout: "", stderr });
    });
  }
  for (const [line, command] of [
    ["credential allow jane", "credential allow"], // found by the command
    ["credential add jane --from --wait", "credential add"], // found while its options are parsed
    ["credential add jane", "credential add"], // found by commander
    ["--json credential list --status gone", "credential list"],
    ["config set app", "config set"],
    ["password", "password"],
  ] as const) {
    it(`points to the help of the command that was misused: ${line}`, async () => {
      const { code, stdout, stderr } = await runCommand(line.split(" "));
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr.endsWith(`\nRun npx ses-smtp ${command} --help for its options.\n`), stderr).to.equal(
        true,
      );
    });
  }
  it("wraps every command's help at 80 columns, except for the examples to copy", async () => {
    const paths = (command: Command): string[][] =>
      command.commands.flatMap(each => [[each.name()], ...paths(each).map(path => [each.name(), ...path])]);
    for (const path of [[], ...paths(createProgram(process))]) {
      const { stdout } = await runCommand([...path, "--help"]);
      const wide = stdout.split("\n").filter(line => line.length > 80 && !line.startsWith("Example: "));
      expect(wide, path.join(" ")).to.deep.equal([]);
    }
  });
  for (const line of ["credential nosuch", "credential nosuch --help", "config nosuch"]) {
    it(`rejects a command that a group does not have: ${line}`, async () => {
      const { code, stdout, stderr } = await runCommand(line.split(" "));
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(
        /^error: unknown command 'nosuch'\nRun npx ses-smtp \w+ --help for its commands\.\n$/,
      );
    });
  }
  it("suggests a region only where one is close", async () => {
    const near = await runCommand(["password", "--region", "eu-west"]);
    expect(near.stderr).to.include("did you mean eu-west-1?");
    const far = await runCommand(["password", "--region", "nowhere"]);
    expect(far.stderr).to.equal(
      '--region: "nowhere" is not a region name: use one such as eu-central-1.\nRun npx ses-smtp password --help for its options.\n',
    );
  });
  it("loads the SDK without its warning about the operator's Node", async () => {
    const bin = join(__dirname, "..", "..", "cli", "bin.js");
    // Whichever version runs the tests: the SDK warns about 20.
    const pretence = 'Object.defineProperty(process, "version", { value: "v20.20.2" })';
    const args = ["--import", `data:text/javascript,${pretence}`, bin, "config", "list", "--table", "t"];
    const env = {
      PATH: process.env.PATH,
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ACCESS_KEY_ID: "x",
      AWS_SECRET_ACCESS_KEY: "x",
      AWS_MAX_ATTEMPTS: "1",
    };
    const failed = await promisify(execFile)(process.execPath, args, { env }).catch(
      (error: { stderr: string }) => error,
    );
    expect(failed.stderr).to.match(/^AWS_ENDPOINT_URL .*\n$/);
  });
});

describe("ses-smtp explain", () => {
  for (const [reply, said] of [
    ["221 bye", "The server closes the connection"],
    ["220 ready", "The server is ready"],
    ["235 Authentication successful.", "The server accepted the login."],
    ["354 End data with <CR><LF>.<CR><LF>", "The server is waiting for the message."],
    ["250 Ok 0100", "Accepted."],
    ["535 Authentication Credentials Invalid", "Check the user name and password"],
    ["554 Configuration set does not exist", "names a configuration set that does not exist"],
    ["554 No", "See the server's reply for the reason"],
  ] as const) {
    it(`explains the reply: ${reply}`, async () => {
      const { code, stdout } = await runCommand(["explain", ...reply.split(" ")]);
      expect(code).to.equal(0);
      expect(stdout).to.include(said).and.not.include("hint in the message").and.not.include("`issues`");
    });
  }
});
