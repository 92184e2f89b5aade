import { expect } from "chai";
import { runHistories } from "../../support/histories";

describe("random histories", function () {
  this.timeout(120_000);

  it("of administrators, streams, clocks and faults violate no invariant and end in the desired state", async () => {
    const { counterExample, ...figures } = await runHistories();
    console.log(`      ${JSON.stringify(figures)} (replay with SES_SMTP_SEED=${figures.seed})`);
    if (counterExample !== undefined) throw new Error(`seed ${figures.seed}, smallest:\n${counterExample}`);
    expect(figures.histories).to.equal(500);
    expect(figures.faultsInjected).to.be.greaterThan(500);
  });
});
