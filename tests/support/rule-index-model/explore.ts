import { type Scenario, World } from "./world";

export interface Exploration {
  states: number;
  ends: number;
  /** The shortest history that ends wrong, and what is wrong. */
  wrong: { history: string[]; what: string } | undefined;
}

/**
 * Tries every order in which the calls of a scenario can happen, breadth first. A state is reached again from its history,
 * because the code under test cannot be copied; the same state is not gone on from twice.
 */
export async function explore(scenario: Scenario, { sameToken = false } = {}): Promise<Exploration> {
  const known = new Set<string>();
  let ends = 0;
  let level: number[][] = [[]];
  while (level.length > 0) {
    const next: number[][] = [];
    for (const history of level) {
      const { world, names } = await replay(scenario, history, sameToken);
      const state = world.state();
      if (known.has(state)) continue;
      known.add(state);
      const count = world.choices().length;
      for (let index = 0; index < count; index++) next.push([...history, index]);
      if (count > 0) continue;
      ends++;
      const what = world.wrongEnd();
      if (what !== undefined) return { states: known.size, ends, wrong: { history: names, what } };
    }
    level = next;
  }
  return { states: known.size, ends, wrong: undefined };
}

async function replay(scenario: Scenario, history: readonly number[], sameToken: boolean) {
  const world = new World(scenario, sameToken);
  const names: string[] = [];
  await world.settle();
  for (const index of history) {
    const choice = world.choices()[index];
    if (choice === undefined) throw new Error("The history cannot be repeated.");
    names.push(choice.name);
    choice.take();
    await world.settle();
  }
  return { world, names };
}
