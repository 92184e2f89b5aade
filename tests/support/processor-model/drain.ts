import type { Transition } from "../protocol-model/explore";
import type { Kept } from "./rules";
import {
  type DrainRun,
  less,
  LIMIT,
  type Message,
  park,
  put,
  type Queued,
  type State,
  without,
} from "./state";

/** What a drain does next. */
export function drainSteps(state: State, kept: Kept): Transition<State>[] {
  const { drain: run, queue } = state;
  if (run === undefined) return [];
  const ended: State = { ...state, drain: undefined };
  const go = (name: string, change: Partial<DrainRun>, world: Partial<State> = {}): Transition<State>[] => [
    { name: `the drain ${name}`, to: { ...state, ...world, drain: { ...run, ...change } } },
  ];
  const booksFirst = kept("book the next drain before receiving");
  const deletesLast = kept("delete once accepted");
  switch (run.at) {
    case "look": {
      if (queue.length === 0) return [{ name: "the drain finds nothing", to: ended }];
      if (queue.every(({ is }) => is === "hidden")) {
        const wakeUp = state.wakeUp || kept("book again while messages are hidden");
        return [{ name: "the drain finds hidden messages", to: { ...ended, wakeUp } }];
      }
      return go("finds messages", { at: booksFirst ? "book" : "receive" });
    }
    case "book":
      return booksFirst
        ? go("books the next", { at: "receive" }, { wakeUp: true })
        : [{ name: "the drain books the next", to: { ...ended, wakeUp: true } }];
    case "receive": {
      const hand = queue.filter(({ is }) => is === "visible").map(({ message }) => message);
      const taken = queue.map((each): Queued => (each.is === "visible" ? { ...each, is: "received" } : each));
      return go(
        `receives ${hand.join()}`,
        { at: deletesLast ? "invoke" : "delete", hand },
        { queue: put(taken) },
      );
    }
    case "invoke":
      return invoke(state, run, kept).map(({ to, ...each }) => {
        if (to.drain === undefined || deletesLast) return { ...each, to };
        return { ...each, to: booksFirst ? { ...to, drain: undefined } : to };
      });
    case "delete": {
      const left = queue.filter(({ is }) => is !== "received");
      if (!deletesLast) return go("deletes", { at: "invoke" }, { queue: left });
      return booksFirst
        ? [{ name: "the drain deletes", to: { ...ended, queue: left } }]
        : go("deletes", { at: "book" }, { queue: left });
    }
  }
}

/** Has the manager retry the operation, and parks what cannot be parsed. */
function invoke(state: State, run: DrainRun, kept: Kept): Transition<State>[] {
  const poison = run.hand.includes("poison");
  if (poison && !kept("park what cannot be parsed")) {
    const hidden = state.queue.map((each): Queued =>
      each.is === "received" ? { ...each, is: "hidden" } : each,
    );
    return [
      {
        name: "the drain fails because of what it cannot parse",
        to: { ...state, drain: undefined, queue: put(hidden) },
      },
    ];
  }
  const refused =
    state.faults.refused > 0
      ? [
          {
            name: "the drain's event is not accepted",
            to: { ...deadDrain(state), faults: less(state.faults, "refused") },
          },
        ]
      : [];
  const parked = poison ? park(state, "poison") : state;
  const counts = run.hand.filter((message): message is number => message !== "poison");
  const events = eventsFor(counts, kept);
  const again = kept("group by username") && events.some(count => count <= Math.max(...counts));
  return [
    ...refused,
    {
      name: `the drain invokes the manager with ${events.join() || "nothing"}`,
      to: { ...parked, events: put(state.events, ...events), drain: { ...run, at: "delete" } },
      ...(events.length > 1 && { wrong: "two retries of one username start at once" }),
      ...(again && { wrong: "retries that were used are given again" }),
    },
  ];
}

function eventsFor(counts: readonly Message[], kept: Kept): number[] {
  const numbers = counts.filter((count): count is number => count !== "poison");
  if (numbers.length === 0) return [];
  if (!kept("group by username")) return numbers.map(next);
  return [next(kept("take the highest count") ? Math.max(...numbers) : Math.min(...numbers))];
}

function next(count: number): number {
  return Math.min(count + 1, LIMIT);
}

/** The drain dies: what it received is visible again some time later. */
export function deadDrain(state: State): State {
  const hidden = state.queue.map((each): Queued =>
    each.is === "received" ? { ...each, is: "hidden" } : each,
  );
  return { ...state, drain: undefined, queue: put(hidden) };
}

/** A hidden message becomes visible. */
export function shown(state: State, queued: Queued): State {
  return { ...state, queue: put(without(state.queue, queued), { ...queued, is: "visible" }) };
}
