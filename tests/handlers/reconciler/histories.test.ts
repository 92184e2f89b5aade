import { expect } from "chai";
import { runHistories } from "../../support/histories";

describe("random histories", function () {
  this.timeout(120_000);

  it("of administrators, streams, clocks and faults violate nothing and end as asked", async () => {
    const { counterExample, ...figures } = await runHistories();
    console.log(`      ${JSON.stringify(figures)} (SES_SMTP_SEED=${figures.seed} plays them again)`);
    if (counterExample !== undefined) throw new Error(`seed ${figures.seed}, smallest:\n${counterExample}`);
    expect(figures.histories).to.equal(500);
    expect(figures.faultsInjected).to.be.greaterThan(500);
  });
});
