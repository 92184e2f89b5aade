import { expect } from "chai";
import { playScenario, SCENARIOS } from "../../support/scenarios";

for (const [subject, scenarios] of Object.entries(SCENARIOS)) {
  describe(`a course of events: ${subject}`, () => {
    for (const scenario of scenarios) {
      it(scenario.name, async () => expect(await playScenario(scenario)).to.deep.equal([]));
    }
  });
}
