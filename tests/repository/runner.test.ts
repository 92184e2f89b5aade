import * as path from "node:path";
import { expect } from "chai";
import { parseArguments, testFiles } from "../support/runner/arguments";
import { fastSuites } from "../support/runner/fast-suites";

const TESTS = path.resolve(__dirname, "..");

function relative(files: readonly string[]): string[] {
  return files.map(file => path.relative(TESTS, file).replaceAll(path.sep, "/"));
}

describe("npm test", () => {
  it("takes --fast with paths, in any order", () => {
    const expected = { fast: true, paths: ["tests/cli", "tests/cost"] };
    expect(parseArguments(["tests/cli", "--fast", "tests/cost"])).to.deep.equal(expected);
    expect(parseArguments([])).to.deep.equal({ fast: false, paths: [] });
  });

  it("rejects an unknown option and names the valid ones", () => {
    expect(() => parseArguments(["--grep", "x", "--fats"])).to.throw(
      "Unknown option: --grep, --fats. Valid options: --fast.",
    );
  });

  it("rejects a path that is not a test, and runs each test file once", () => {
    expect(() => testFiles([path.join(TESTS, "run.ts")])).to.throw("is not a test file or a folder");
    expect(testFiles([__dirname, __filename]).filter(file => file === __filename)).to.have.length(1);
  });
});

describe("npm test -- --fast", () => {
  let fast: string[];

  before(async () => {
    fast = relative(await fastSuites(testFiles([TESTS])));
  });

  it("includes pure suites and the strict model", () => {
    expect(fast).to.include.members([
      "aws-model/iam.test.ts",
      "handlers/reconciler/histories.test.ts",
      "infra/settings.test.ts",
    ]);
  });

  it("has no suite that deploys, and not this one, which starts esbuild", () => {
    expect(fast.filter(name => name.startsWith("end-to-end/"))).to.deep.equal([]);
    expect(fast).not.to.include("repository/runner.test.ts");
  });
});
