import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { INFRA } from "../../support/policy-pack/program";
import { commandOrSkip, run } from "../../support/policy-pack/engine/command";
import { openJudgedStack, PACK } from "../../support/policy-pack/engine/judged-stack";

/** Files of its own with which it does not load, and what the CLI then says. */
const BROKEN: readonly [string, string, string][] = [
  ["config.json", '{"standing-costs": {}}', "config.json: standing-costs: unknown policy"],
  [
    "data/runtimes.tsv",
    "runtime\tuntil\tsource\tchecked\nnodejs24.x\tever\tx\t2026-11-21\n",
    'runtimes.tsv:2: until is "ever": must be a date',
  ],
];

describe("the pack on its own", function () {
  this.timeout(300_000);

  it("installs from its own lock file in an empty folder, checks a preview there, and does not load with invalid files", async function () {
    const command = await commandOrSkip(this);
    const root = await mkdtemp(path.join(tmpdir(), "ses-smtp-pack-"));
    try {
      const pack = path.join(root, "policy-pack");
      await cp(PACK, pack, { recursive: true, filter: source => path.basename(source) !== "node_modules" });
      const { code, stderr } = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: pack });
      if (code !== 0 && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(stderr)) {
        console.log("    did not run: no npm registry can be reached to install the pack from");
        this.skip();
      }
      expect(code, stderr).to.equal(0);
      const stack = await openJudgedStack(command, { directory: INFRA });
      try {
        const { refused, advice, said, ...judged } = await stack.preview(pack);
        expect([judged.code, refused], said).to.deep.equal([0, []]);
        expect(advice[0]).to.include("Idle cost per month: $0.00\n");
        for (const [file, text, message] of BROKEN) {
          await writeFile(path.join(pack, file), text);
          const broken = await stack.preview(pack);
          expect([broken.code, broken.advice]).to.deep.equal([1, []]);
          expect(broken.said)
            .to.include(message)
            .and.not.match(/^\s+at /m);
          await cp(path.join(PACK, file), path.join(pack, file));
        }
      } finally {
        await stack.close();
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
