import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { accountState } from "../support/self-test/account-state";
import { PLANTED_FAULTS, READING_STEPS } from "../support/self-test/planted-faults";
import { runSelfTest } from "../support/self-test/self-test-process";

/** Seconds that one wait may take: what is broken stays broken. */
const TIMEOUT = 15;

describe("ses-smtp self-test on a stack with a fault", function () {
  this.timeout(240_000);
  let sandbox: Sandbox;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // the faults are in the whole account
    sandbox = await startSandbox({
      keyDelayMs: 300,
      settings: { alertEmails: JSON.stringify(["administrator@company.com"]) },
    });
  });
  after(() => sandbox?.close());

  const only = (steps: readonly string[], timeout = TIMEOUT) => [
    "--only",
    ...steps,
    "--timeout",
    `${timeout}`,
  ];

  /** Addresses that a self-test could not remove yet: Lambda gives their events to the recorder again a minute later. */
  const late = new Set<string>();
  const stateWithoutLate = async () => {
    const state = await accountState(sandbox.report);
    return {
      ...state,
      records: state.records.filter(key => !late.has(key.replace("SUPPRESSION EMAIL#", ""))),
    };
  };

  it("finds nothing where there is none", async () => {
    const { code, stderr } = await runSelfTest(sandbox.report, only(READING_STEPS));
    expect(code, stderr).to.equal(0);
  });

  for (const { what, plant, fails, says, only: steps = READING_STEPS, timeout, leaves } of PLANTED_FAULTS) {
    it(`fails with the step ${fails.join(", ")} where there is ${what}`, async () => {
      const undo = await plant(sandbox);
      const before = await stateWithoutLate();
      try {
        const { code, stderr, report } = await runSelfTest(sandbox.report, only(steps, timeout));
        expect(code, stderr).to.equal(1);
        const failed = report?.steps.filter(({ verdict }) => verdict === "failed") ?? [];
        expect(
          failed.map(({ name }) => name),
          stderr,
        ).to.deep.equal(fails);
        expect(failed[0]?.detail).to.match(says);
        expect(report?.left).to.have.lengthOf(leaves === undefined ? 0 : 1);
        if (leaves !== undefined) expect(report?.left[0]).to.match(leaves);
        for (const left of report?.left ?? [])
          for (const [address] of left.matchAll(/[\w+-]+@simulator\.amazonses\.com/g)) late.add(address);
        expect(stderr).to.include(
          leaves === undefined
            ? `The self-test failed: ${fails.join(", ")}.`
            : "Not everything could be removed: run the self-test again",
        );
        expect(await stateWithoutLate()).to.deep.equal(before);
      } finally {
        await undo();
      }
    });
  }

  it("does not try what a fault that it has found would break", async () => {
    // The last fault, which cannot be undone, is still there.
    const { report, code, stderr } = await runSelfTest(sandbox.report, only(["complaint-recorded"]));
    expect(code, stderr).to.equal(1);
    const last = report?.steps.at(-1);
    expect(last).to.include({ name: "complaint-recorded", verdict: "skipped", detail: "needs topics" });
  });
});
