import { runHistories } from "../histories";
import { play } from "../histories/play";
import { RARE_HISTORIES } from "../histories/rare";
import { playScenario, SCENARIOS } from "../scenarios";

/** More than `npm test` plays: some bugs need a rare history. */
const HISTORIES = 1_500;

/** What finds something wrong with the handlers first: a scenario, a rare or a random history; undefined if nothing does. */
export async function firstViolation(): Promise<string | undefined> {
  for (const scenario of Object.values(SCENARIOS).flat()) {
    if (scenario.slow) continue;
    const [violation] = await playScenario(scenario);
    if (violation !== undefined) return violation;
  }
  for (const history of Object.values(RARE_HISTORIES)) {
    const [violation] = (await play(history)).violations;
    if (violation !== undefined) return violation;
  }
  const { counterExample } = await runHistories({ histories: HISTORIES, seed: 1, shrink: false });
  return counterExample;
}
