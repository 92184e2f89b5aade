import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { unzipSync } from "fflate";
import { lambdaNode } from "../../../sandbox/emulator";
import { deployedFunctions, unpack, type DeployedFunction } from "../../../sandbox/function-archive";
import { sharedSandbox } from "../../support/shared-sandbox";

const run = promisify(execFile);

/** As large as a function's zip may be. */
const MAX_ZIP_BYTES = 250_000;

describe("every function's archive", () => {
  let functions: DeployedFunction[];

  before(async () => {
    functions = await deployedFunctions((await sharedSandbox()).report);
  });

  it("is there", () => {
    expect(functions.map(({ configuration }) => configuration.FunctionName)).to.have.lengthOf(1);
  });

  it("holds the entry point and the bundle, and nothing else", () => {
    for (const { archive } of functions) {
      const [bundle, ...others] = Object.keys(unzipSync(archive)).filter(file => file !== "__index.js");
      expect(bundle).to.match(/^\.bundle\/[a-z-]+\.js$/);
      expect(others).to.deep.equal([]);
    }
  });

  it("is small", () => {
    for (const { archive } of functions) expect(archive.length).to.be.within(1_000, MAX_ZIP_BYTES);
  });

  it("can be unzipped, required and called with an empty event, on the runtime's Node", async () => {
    for (const { archive, configuration } of functions) {
      const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-archive-"));
      try {
        await unpack(archive, folder);
        const script = `require("./__index.js").handler({}, {}).then(answer => console.log("\\n" + JSON.stringify(answer)))`;
        const env = { ...configuration.Environment?.Variables, AWS_REGION: "eu-central-1" };
        const { stdout } = await run(lambdaNode(), ["-e", script], { cwd: folder, env });
        expect(stdout.trim().split("\n").at(-1)).to.equal('{"batchItemFailures":[]}');
      } finally {
        await rm(folder, { recursive: true });
      }
    }
  });
});
