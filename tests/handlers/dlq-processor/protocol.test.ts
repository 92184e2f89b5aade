import { expect } from "chai";
import { RULES } from "../../support/processor-model/rules";
import { SCENARIOS } from "../../support/processor-model/scenarios";
import { failedOperations } from "../../support/processor-model/transitions";
import { explore } from "../../support/protocol-model/explore";

describe("failed operations", () => {
  for (const { name, from } of SCENARIOS) {
    it(`succeed or are parked from every state: ${name}`, () => {
      const { wrong, states } = explore(from, failedOperations());
      expect(wrong).to.equal(undefined);
      expect(states).to.be.greaterThan(15);
    });
  }

  for (const rule of RULES) {
    it(`go wrong without the rule "${rule}"`, () => {
      expect(SCENARIOS.some(({ from }) => explore(from, failedOperations([rule])).wrong)).to.equal(true);
    });
  }
});
