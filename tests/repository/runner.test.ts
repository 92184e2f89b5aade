import { existsSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parseArguments, testFiles } from "../support/runner/arguments";
import { nameOf, planAll, planFast, type RunPlan } from "../support/runner/plan";
import { ALONE, STARTED_FIRST } from "../support/runner/suite-kinds";

const TESTS = path.resolve(__dirname, "..");

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

describe("the plan of npm test", () => {
  const files = testFiles([TESTS]);
  let plan: RunPlan;

  before(async () => {
    plan = await planAll(files);
  });

  it("has each suite once, in the queue of one or more workers or alone", () => {
    expect([...new Set(plan.together), plan.alone].flat().sort()).to.deep.equal([...files].sort());
  });

  it("keeps suites that share a sandbox in a queue of their own, which no more than half of the workers begin with", () => {
    const isSharing = (queue: readonly string[]) =>
      queue.some(file => file.endsWith("end-to-end/human-roles.test.ts"));
    const [sharing] = plan.together.filter(isSharing);
    expect(sharing?.map(nameOf)).to.include.members([
      "tests/end-to-end/api.test.ts",
      "tests/sandbox/provider/grpc.test.ts",
    ]);
    expect(plan.together.slice(0, plan.maxWorkers).filter(isSharing).length).to.be.at.most(
      Math.ceil(plan.maxWorkers / 2),
    );
  });

  it("starts the suites that take minutes first", () => {
    for (const queue of new Set(plan.together)) {
      const named = queue.map(nameOf);
      const first = named.filter(name => STARTED_FIRST.includes(name));
      expect(named.slice(0, first.length)).to.deep.equal(first);
    }
  });

  it("names only suites that exist", () => {
    const missing = [...ALONE, ...STARTED_FIRST].filter(name => !existsSync(path.join(TESTS, "..", name)));
    expect(missing).to.deep.equal([]);
  });
});

describe("the plan of npm test -- --fast", () => {
  let fast: string[];

  before(async () => {
    fast = [...new Set((await planFast(testFiles([TESTS]))).together)].flat().map(nameOf);
  });

  it("includes pure suites and the strict model", () => {
    expect(fast).to.include.members([
      "tests/aws-model/iam.test.ts",
      "tests/handlers/reconciler/histories.test.ts",
      "tests/infra/settings.test.ts",
    ]);
  });

  it("has no suite with a server of its own", () => {
    expect(fast).not.to.include.members(["tests/handlers/webhook/certificates.test.ts"]);
    expect(fast).not.to.include.members(["tests/handlers/shared/smtp-login.test.ts"]);
  });

  it("has no suite that deploys, and not this one, which starts esbuild", () => {
    expect(fast.filter(name => name.startsWith("tests/end-to-end/"))).to.deep.equal([]);
    expect(fast).not.to.include("tests/repository/runner.test.ts");
  });
});
