import { expect } from "chai";
import { costFigures } from "../../checks/cost-figures/figures";
import { COST_FIGURES, mailCost, planOf, usd } from "../../cli/cost/figures";

describe("the console's figures of cost", () => {
  it("are those of npm run cost: otherwise run npm run cost-figures", async function () {
    this.timeout(300_000);
    expect(COST_FIGURES).to.deep.equal(await costFigures());
  });

  it("are zero while idle, and a sum of parts per million emails", () => {
    expect(COST_FIGURES.idleUsd).to.equal(0);
    const sum = COST_FIGURES.handling.reduce((total, part) => total + part.usd, 0);
    expect(COST_FIGURES.handlingUsdPerMillion).to.be.closeTo(sum, 0.001);
    expect(COST_FIGURES.handlingUsdPerMillion).to.be.within(1, 100);
  });

  it("price mail by the account's plan", () => {
    expect(mailCost(10_000, planOf("ESSENTIALS")!).sesUsd).to.be.closeTo(1.6, 1e-9);
    expect(mailCost(10_000, planOf("NONE")!).sesUsd).to.be.closeTo(1, 1e-9);
    expect(mailCost(10_000, planOf("PRO")!)).to.deep.include({ sesUsd: undefined, planUsdPerMonth: 105 });
    expect(planOf("NEW")).to.equal(undefined);
    expect([0, 0.0042, 0.01, 1234.5].map(usd)).to.deep.equal([
      "USD 0.00",
      "USD 0.004",
      "USD 0.01",
      "USD 1,234.50",
    ]);
  });
});
