import { expect } from "chai";
import { runSteps, selectSteps, type Step, StepFailed, StepSkipped } from "../../../cli/self-test/step";
import { STEPS } from "../../../cli/self-test/steps";

const LISTENER = { begin: () => undefined, end: () => undefined };

function step(name: string, run: () => Promise<string>, more: Partial<Step<object>> = {}): Step<object> {
  return { name, proves: name, run, ...more };
}

const fine = async () => "fine";

describe("the steps of a self-test", () => {
  it("are skipped if what they need has failed, and only then", async () => {
    const steps = [
      step("a", async () => Promise.reject(new StepFailed("broken", "repair it"))),
      step("b", fine, { needs: ["a"] }),
      step("c", fine, { needs: ["b"] }),
      step("d", fine),
      step("e", async () => Promise.reject(new StepSkipped("cannot tell"))),
      step("f", async () => Promise.reject(new Error("unexpected"))),
    ];
    const results = await runSteps(steps, {}, new AbortController().signal, LISTENER);
    expect(results.map(({ name, verdict, detail }) => `${name} ${verdict}: ${detail}`)).to.deep.equal([
      "a failed: broken",
      "b skipped: needs a",
      "c skipped: needs b",
      "d passed: fine",
      "e skipped: cannot tell",
      "f failed: unexpected",
    ]);
    expect(results[0]?.remedy).to.equal("repair it");
  });

  it("end when the run is interrupted, and the interruption is not a failure", async () => {
    const interruption = new AbortController();
    const stops = async () => {
      interruption.abort();
      throw new Error("aborted");
    };
    const steps = [step("a", fine), step("b", stops), step("c", fine)];
    const results = await runSteps(steps, {}, interruption.signal, LISTENER);
    expect(results.map(({ name }) => name)).to.deep.equal(["a"]);
  });

  it("are selected with what they need, in their own order", () => {
    const steps = [
      step("a", fine),
      step("b", fine, { needs: ["a"], measures: true }),
      step("c", fine, { needs: ["a"] }),
      step("d", fine),
    ];
    const names = (only: string[], quick: boolean) => selectSteps(steps, only, quick).map(({ name }) => name);
    expect(names([], false)).to.deep.equal(["a", "b", "c", "d"]);
    expect(names([], true)).to.deep.equal(["a", "c", "d"]);
    expect(names(["c"], false)).to.deep.equal(["a", "c"]);
    expect(names(["b"], true)).to.deep.equal(["a", "b"]);
    expect(() => names(["nosuch"], false)).to.throw('no step "nosuch"');
  });

  it("need only steps before them, and have names of their own", () => {
    const before = new Set<string>();
    for (const { name, needs = [] } of STEPS) {
      expect(before.has(name), name).to.equal(false);
      for (const needed of needs) expect(before.has(needed), `${name} needs ${needed}`).to.equal(true);
      before.add(name);
    }
  });
});
