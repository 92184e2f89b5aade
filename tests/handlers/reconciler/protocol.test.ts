import { expect } from "chai";
import { explore } from "../../support/protocol-model/explore";
import { leaseProtocol } from "../../support/protocol-model/transitions";
import { SCENARIOS } from "../../support/protocol-model/scenarios";
import { RULES } from "../../support/protocol-model/rules";

describe("the lease protocol", () => {
  for (const { name, from } of SCENARIOS) {
    it(`ends as asked from every state: ${name}`, () => {
      const { wrong, states } = explore(from, leaseProtocol());
      expect(wrong).to.equal(undefined);
      expect(states).to.be.greaterThan(15);
    });
  }

  for (const rule of RULES) {
    it(`goes wrong without the rule "${rule}"`, () => {
      expect(SCENARIOS.some(({ from }) => explore(from, leaseProtocol([rule])).wrong !== undefined)).to.equal(
        true,
      );
    });
  }
});
