import { expect } from "chai";
import { analyze, analyzeStack, type Given, mandatory } from "../../cost/analyzer";
import { known, unknown } from "../support/policy-pack/good/parts";
import { API_PROGRAMS } from "../support/policy-pack/good/api-programs";
import { EVENT_PROGRAMS } from "../support/policy-pack/good/event-programs";
import { pack } from "../support/policy-pack/pack";

const PROGRAMS = { ...API_PROGRAMS, ...EVENT_PROGRAMS };
const MIN_PROGRAMS = 20;

describe("a serverless stack as people write it", () => {
  it("is tried in more than twenty variants", () => {
    expect(Object.keys(PROGRAMS).length).to.be.at.least(MIN_PROGRAMS);
  });

  for (const [what, program] of Object.entries(PROGRAMS)) {
    it(`passes every policy: ${what}`, async () => {
      expect(await violations(program(known)), "after an update").to.deep.equal([]);
      expect(await violations(program(unknown)), "at the first preview").to.deep.equal([]);
    });
  }
});

async function violations(given: readonly Given[]): Promise<string[]> {
  const policies = pack();
  const judged = await Promise.all(given.map(resource => analyze(policies, resource)));
  return mandatory([...judged.flat(), ...(await analyzeStack(policies, given))]).map(
    ({ policy, message }) => `${policy}: ${message.slice(message.indexOf("\n") + 1)}`,
  );
}
