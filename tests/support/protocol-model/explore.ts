/** A protocol as a set of states and what may happen in each. */
export interface Model<State> {
  /** Every state that may come next. */
  transitions(state: State): readonly Transition<State>[];
  /** Nothing will happen any more. */
  isQuiet(state: State): boolean;
  /** What is wrong once nothing will happen any more; undefined if all is as it was asked for. */
  wrongEnd(state: State): string | undefined;
}

export interface Transition<State> {
  name: string;
  to: State;
  /** What must never happen, and does here. */
  wrong?: string;
}

export interface Exploration {
  states: number;
  /** One of the shortest histories that goes wrong, and what is wrong. */
  wrong: { history: string[]; what: string } | undefined;
}

/** How a state was first reached. */
interface Visit<State> {
  from: number | undefined;
  name: string;
  state: State;
}

/**
 * Visits every state that can be reached, breadth first. Wrong is a step that must never be taken, an end that is not
 * what was asked for, and a state from which no end can be reached.
 */
export function explore<State>(from: State, model: Model<State>): Exploration {
  const visits: Visit<State>[] = [{ from: undefined, name: "", state: from }];
  const known = new Map([[JSON.stringify(from), 0]]);
  const cameFrom: number[][] = [[]];
  const ends: number[] = [];
  const found = (what: string, last: number, name?: string): Exploration => ({
    states: visits.length,
    wrong: { what, history: [...historyOf(last, visits), ...(name === undefined ? [] : [name])] },
  });

  for (let at = 0; at < visits.length; at++) {
    const { state } = visits[at] as Visit<State>;
    if (model.isQuiet(state)) {
      const what = model.wrongEnd(state);
      if (what !== undefined) return found(what, at);
      ends.push(at);
    }
    for (const { name, to, wrong } of model.transitions(state)) {
      if (wrong !== undefined) return found(wrong, at, name);
      const id = JSON.stringify(to);
      let next = known.get(id);
      if (next === undefined) {
        next = visits.length;
        known.set(id, next);
        visits.push({ from: at, name, state: to });
        cameFrom.push([]);
      }
      cameFrom[next]?.push(at);
    }
  }
  const ending = reaching(ends, cameFrom);
  const endless = visits.findIndex((_, index) => !ending.has(index));
  return endless >= 0 ? found("it never ends", endless) : { states: visits.length, wrong: undefined };
}

/** The states from which one of these can be reached. */
function reaching(ends: readonly number[], cameFrom: readonly (readonly number[])[]): Set<number> {
  const found = new Set(ends);
  for (const at of found) for (const before of cameFrom[at] ?? []) found.add(before);
  return found;
}

function historyOf<State>(last: number, visits: readonly Visit<State>[]): string[] {
  const names: string[] = [];
  for (let visit = visits[last]; visit?.from !== undefined; visit = visits[visit.from])
    names.unshift(visit.name);
  return names;
}
