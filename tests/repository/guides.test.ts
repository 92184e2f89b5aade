import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { guideCommands } from "../../checks/guide-blocks";

const ROOT = join(__dirname, "..", "..");
const FENCE = "```";

describe("the shell commands of a guide", () => {
  const read = (...lines: string[]) => guideCommands("a.md", lines.join("\n"));

  it("are the lines of its shell blocks, continued ones as one, without comments", () => {
    const guide = [`${FENCE}sh`, "one", "# a comment", "two \\", "  more", "", "three", FENCE, "text"];
    expect(read("Title", ...guide)).to.deep.equal(
      [
        { line: 3, text: "one" },
        { line: 5, text: "two \\\n  more" },
        { line: 8, text: "three" },
      ].map(command => ({ file: "a.md", notRun: undefined, ...command })),
    );
  });
  it("are none in blocks of another language", () => {
    expect(
      read(`${FENCE}json`, "{}", FENCE, FENCE, "output", FENCE, `${FENCE}ts`, "code", FENCE),
    ).to.deep.equal([]);
  });
  it("are not run where a mark gives a reason, and an unknown mark is an error", () => {
    expect(read(`${FENCE}sh aws`, "pulumi up", FENCE)[0]?.notRun).to.equal("needs an AWS account");
    expect(() => read(`${FENCE}sh awz`, "pulumi up", FENCE)).to.throw(
      'a.md:1: unknown mark "awz"; expected aws or clone or started or suite or tool.',
    );
  });
});

describe("README and the guides that lead from a clone to a sent message", function () {
  this.timeout(600_000);

  it("can be followed command by command, from npm start to the removal of a login", async () => {
    const args = ["--require", "tsx/cjs", "checks/guides.ts", "--installed"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    for (const command of [
      "npm start",
      "npx ses-smtp credential secret",
      "openssl s_client",
      "npx ses-smtp credential add",
      "npx ses-smtp credential sheet",
      "npx ses-smtp send-test",
      "npx ses-smtp credential rotate",
      "npx ses-smtp credential disable",
      "npx ses-smtp credential remove",
    ])
      expect(stdout).to.match(new RegExp(`^ *\\d+\\.\\d s ${command}`, "m"));
    expect(stdout).to.match(/^All commands succeeded in \d+ s\.\n$/m);
  });
});
