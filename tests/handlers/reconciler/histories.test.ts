import { expect } from "chai";
import { runHistories } from "../../support/histories";
import { searches } from "../../support/runner/effort";

const HISTORIES = searches(500);

describe("random histories", () => {
  it("of administrators, streams, clocks and faults violate no invariant and end in the desired state", async () => {
    const { counterExample, ...figures } = await runHistories({ histories: HISTORIES });
    console.log(`      ${JSON.stringify(figures)} (replay with SES_SMTP_SEED=${figures.seed})`);
    if (counterExample !== undefined) throw new Error(`seed ${figures.seed}, smallest:\n${counterExample}`);
    expect(figures.histories).to.equal(HISTORIES);
    expect(figures.faultsInjected).to.be.greaterThan(HISTORIES);
  });
});
