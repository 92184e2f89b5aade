import { expect } from "chai";
import { analyze, analyzeStack, type Given } from "../../../cost/analyzer";
import { pack } from "./pack";

/** What a rule lets pass, and what it refuses with which words. */
export interface RuleCase {
  readonly passes: readonly Given[];
  readonly fails: readonly Given[];
  readonly because: string;
}

/** Runs both through the SDK, with this one policy; before the rule's message the SDK writes the description. */
export function proves(policyName: string, sentence: string, { passes, fails, because }: RuleCase): void {
  it(`${policyName}: ${sentence}`, async () => {
    const policies = pack({ only: policyName });
    const judge = async (given: readonly Given[]) => {
      const single = await Promise.all(given.map(resource => analyze(policies, resource)));
      return [...single.flat(), ...(await analyzeStack(policies, given))].map(
        ({ message, level }) => `${level}: ${message.slice(message.indexOf("\n") + 1)}`,
      );
    };
    expect(await judge(passes)).to.deep.equal([]);
    expect(await judge(fails)).to.deep.equal([`mandatory: ${because}`]);
  });
}
