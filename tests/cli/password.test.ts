import { expect } from "chai";
import { REGIONS_WITHOUT_SMTP } from "../../records/ses-regions";
import { runCommand } from "../support/cli/run-command";

/** AWS's documented example key; not a real key. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PASSWORD = "BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS";

describe("ses-smtp password", () => {
  // Proves A-1, T3.3-a
  it("prints the SMTP password of the secret on stdin, and nothing else", async () => {
    const result = await runCommand(["password", "--region", "us-east-2"], `${SECRET}\n`);
    expect(result).to.deep.equal({ code: 0, stdout: `${PASSWORD}\n`, stderr: "" });
  });

  for (const args of [
    ["--json", "password", "--region", "us-east-2"],
    ["password", "--region", "us-east-2", "--json"],
  ]) {
    it(`prints one line of JSON: ${args.join(" ")}`, async () => {
      const { stdout } = await runCommand(args, SECRET);
      expect(JSON.parse(stdout)).to.deep.equal({
        password: PASSWORD,
        region: "us-east-2",
        host: "email-smtp.us-east-2.amazonaws.com",
      });
    });
  }

  it("names an unknown region, the nearest known one, and the workaround", async () => {
    const result = await runCommand(["password", "--region", "eu-centrall-1"], SECRET);
    expect(result.code).to.equal(2);
    expect(result.stderr)
      .to.include('"eu-centrall-1"')
      .and.include("eu-central-1")
      .and.include("--unlisted-region");
  });

  it("accepts a newer region with --unlisted-region", async () => {
    const result = await runCommand(["password", "--region", "eu-west-9", "--unlisted-region"], SECRET);
    expect(result.code).to.equal(0);
    expect(result.stdout).to.match(/^B[A-Za-z0-9+/]{43}\n$/);
  });

  for (const region of Object.keys(REGIONS_WITHOUT_SMTP)) {
    it(`rejects a region whose SES has no SMTP endpoint, unless told otherwise: ${region}`, async () => {
      const result = await runCommand(["password", "--region", region], SECRET);
      expect(result).to.deep.equal({
        code: 2,
        stdout: "",
        stderr: `--region: SES has no SMTP endpoint in "${region}": use another region, such as eu-central-1, or add --unlisted-region if it has one by now.\nRun npx ses-smtp password --help for its options.\n`,
      });
      expect((await runCommand(["password", "--region", region, "--unlisted-region"], SECRET)).code).to.equal(
        0,
      );
    });
  }

  it("rejects an access key ID in place of the secret", async () => {
    const result = await runCommand(["password", "--region", "us-east-2"], "AKIAIOSFODNN7EXAMPLE");
    expect(result.code).to.equal(2);
    expect(result.stderr).to.include("access key ID");
  });

  it("rejects a secret of another shape without showing it", async () => {
    const result = await runCommand(["password", "--region", "us-east-2"], `${SECRET}x`);
    expect(result.code).to.equal(2);
    expect(result.stderr).to.include("41 characters").and.not.include(SECRET);
  });

  it("fails on empty input", async () => {
    const result = await runCommand(["password", "--region", "us-east-2"]);
    expect(result.code).to.equal(1);
    expect(result.stderr).to.include("stdin: empty");
  });
});

describe("ses-smtp", () => {
  it("lists its commands and exit codes on --help, with exit 0", async () => {
    const { code, stdout } = await runCommand(["--help"]);
    expect(code).to.equal(0);
    expect(stdout).to.include("password").and.include("Exit codes: 0 success, 1 failure, 2 usage error");
  });

  for (const args of [[], ["no-such-command"], ["password"], ["password", "--color", "blue"]]) {
    it(`exits 2 and says why on stderr: ses-smtp ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await runCommand(args);
      expect(code).to.equal(2);
      expect(stdout).to.equal("");
      expect(stderr).to.not.equal("");
    });
  }
});
