import { expect } from "chai";
import { runCommand } from "../support/cli/run-command";
import { isInstalled, SHELLS } from "../support/cli/shells";

const STATUSES = ["active", "disabled", "failed", "pending"];

for (const [shell, complete] of Object.entries(SHELLS)) {
  describe(`completion in ${shell}`, function () {
    this.timeout(60_000);
    let script: string;
    before(async function () {
      if (!isInstalled(shell)) {
        console.log(`      ${shell} is not installed: its script is not run`);
        this.skip();
      }
      const { code, stdout } = await runCommand(["completion", shell]);
      expect(code).to.equal(0);
      script = stdout;
    });
    const offered = (line: string) => complete(script, line.split(" ")).sort();

    for (const [line, words] of [
      ["ses-smtp cred", ["credential"]],
      ["ses-smtp credential s", ["secret", "set", "sheet", "show"]],
      ["ses-smtp credential list --st", ["--stack", "--status"]],
      ["ses-smtp credential list --status ", STATUSES],
      ["ses-smtp --json credential list --status a", ["active"]],
      ["ses-smtp completion ", ["bash", "fish", "zsh"]],
      ["npx ses-smtp config se", ["set"]],
      ["npx ses-smtp credential list --status ", STATUSES],
    ] as const) {
      it(`offers ${words.join(", ")} after: ${line}`, () => {
        expect(offered(line)).to.include.members([...words]);
        if (!line.endsWith(" ")) expect(offered(line)).to.deep.equal([...words]);
      });
    }
    it("offers no command of another group, and no value where any is possible", () => {
      expect(offered("ses-smtp config sh")).to.deep.equal(["show"]);
      const free = offered("ses-smtp credential add --from ");
      expect(free).to.not.include.members(["--from"]);
      expect(free).to.not.include("list");
    });
  });
}

describe("completion in bash, typed with =", () => {
  it("offers the statuses", async () => {
    const { stdout } = await runCommand(["completion", "bash"]);
    const words = ["ses-smtp", "credential", "list", "--status", "=", "d"];
    expect(SHELLS.bash?.(stdout, words)).to.deep.equal(["disabled"]);
    expect(SHELLS.bash?.(stdout, words.slice(0, -1)).sort()).to.deep.equal(STATUSES);
  });
});

describe("ses-smtp completion", () => {
  it("names the shells if another one is asked for", async () => {
    const { code, stderr } = await runCommand(["completion", "tcsh"]);
    expect(code).to.equal(2);
    expect(stderr).to.equal(
      '<shell>: "tcsh" is unknown: use bash, zsh, fish.\nRun npx ses-smtp completion --help for its options.\n',
    );
  });
});
