import { runHistories } from "../histories";
import { playScenario, SCENARIOS } from "../scenarios";

/** More than `npm test` plays: some bugs need a rare history. */
const HISTORIES = 1_500;

/** What finds something wrong with the reconciler first: a scenario, or a random history; undefined if nothing does. */
export async function firstViolation(): Promise<string | undefined> {
  for (const scenario of Object.values(SCENARIOS).flat()) {
    if (scenario.slow) continue;
    const [violation] = await playScenario(scenario);
    if (violation !== undefined) return violation;
  }
  const { counterExample } = await runHistories({ histories: HISTORIES, seed: 1, shrink: false });
  return counterExample;
}
