import type { Model, Transition } from "../protocol-model/explore";
import { deadDrain, drainSteps, shown } from "./drain";
import type { Kept, Rule } from "./rules";
import { isQuiet, less, LIMIT, park, put, type State, without, wrongEnd } from "./state";

/** Failed operations, from the event that fails to the end. @param leftOut rules that are not kept */
export function failedOperations(leftOut: readonly Rule[] = []): Model<State> {
  const rules = new Set(leftOut);
  const kept = (rule: Rule) => !rules.has(rule);
  return {
    transitions: state => [
      ...surroundings(state, kept),
      ...managerSteps(state, kept),
      ...keepSteps(state, kept),
      ...drainSteps(state, kept),
      ...crashes(state),
    ],
    isQuiet,
    wrongEnd,
  };
}

type Transitions = Transition<State>[];

/** What AWS, administrators and time do. */
function surroundings(state: State, kept: Kept): Transitions {
  const next: Transitions = [];
  const add = (name: string, change: Partial<State>) => next.push({ name, to: { ...state, ...change } });
  const { faults, events, topic, queue } = state;
  if (state.denied && state.willBeAllowed) add("the call is allowed", { denied: false });
  if (faults.secondEvent > 0)
    add("the record's event comes again", {
      events: put(events, 0),
      faults: less(faults, "secondEvent"),
    });
  for (const count of new Set(events)) {
    const left = { events: without(events, count) };
    if (state.manager === undefined)
      add(`event ${count} starts the manager`, { ...left, manager: { at: "try", count } });
    else if (count > 0 && kept("a retry that finds the lease held comes again"))
      add(`event ${count} finds the lease held, and fails`, { ...left, topic: put(topic, count) });
    else add(`event ${count} finds the lease held, and ends`, left);
  }
  if (state.keep === undefined) {
    for (const message of new Set(topic)) {
      const keep = { at: "book", message } as const;
      add(`the topic delivers ${message}`, { keep, topic: without(topic, message) });
      if (faults.duplicate > 0)
        add(`the topic delivers ${message}, and will again`, { keep, faults: less(faults, "duplicate") });
    }
  }
  for (const queued of queue) {
    if (queued.is === "hidden") add(`message ${queued.message} becomes visible`, shown(state, queued));
  }
  // It is booked a minute ahead, at least, and the function that books it ends within 45 s.
  if (state.wakeUp && state.drain === undefined && state.keep === undefined)
    add("a wake-up fires", { wakeUp: false, drain: { at: "look", hand: [] } });
  return next;
}

/** One run works on the username at a time: the lease has a model of its own. */
function managerSteps(state: State, kept: Kept): Transitions {
  const { manager: run, status, topic, events } = state;
  if (run === undefined) return [];
  const { at, count } = run;
  const end: State = { ...state, manager: undefined };
  switch (at) {
    case "try": {
      if (status === "active") return [{ name: "the manager finds nothing to do", to: end }];
      const repeats =
        count > 0 ? kept("a retry repeats a failed request") : !kept("only a retry repeats a failed request");
      if (status === "failed" && !repeats) return [{ name: "the manager leaves the failure", to: end }];
      if (!state.denied) return [{ name: "the manager succeeds", to: { ...end, status: "active" } }];
      const first = kept("report before writing failed") ? "report" : "write";
      return [{ name: "the manager's call is denied", to: { ...state, manager: { at: first, count } } }];
    }
    case "report": {
      const reported = count < LIMIT ? { ...state, topic: put(topic, count) } : park(state, count);
      const last = !kept("report before writing failed");
      const first = count === 0 && state.firstReported !== undefined;
      return [
        {
          name: `the manager reports ${count}`,
          to: {
            ...reported,
            manager: last ? undefined : { at: "write", count },
            ...(first && { firstReported: true }),
          },
          ...(first && state.firstReported && { wrong: "a second chain of retries begins" }),
        },
      ];
    }
    case "write": {
      const event = status === "failed" ? events : put(events, 0); // the event of its own write
      const written: State = { ...end, status: "failed", events: event };
      return [
        {
          name: "the manager writes failed",
          to: kept("report before writing failed")
            ? written
            : { ...written, manager: { at: "report", count } },
        },
      ];
    }
  }
}

function keepSteps(state: State, kept: Kept): Transitions {
  const { keep: run, queue } = state;
  if (run === undefined) return [];
  const { at, message } = run;
  const end: State = { ...state, keep: undefined };
  if (message === "poison") {
    return [
      kept("park what cannot be parsed")
        ? { name: "the processor parks what it cannot parse", to: park(end, message) }
        : { name: "the processor fails, and so do Lambda's retries", to: end },
    ];
  }
  if (message >= LIMIT) {
    const parked = kept("park at the limit") ? park(end, message) : end;
    if (kept("only the manager writes failed"))
      return [{ name: `the processor parks ${message}`, to: parked }];
    return [
      {
        name: `the processor parks ${message} and writes failed`,
        to: { ...parked, status: "failed" },
        ...(state.status === "active" && { wrong: "a login that works is written as failed" }),
      },
    ];
  }
  const sent = put(queue, { message, is: "hidden" as const });
  if (at === "book") {
    return kept("book before sending")
      ? [
          {
            name: "the processor books a wake-up",
            to: { ...state, wakeUp: true, keep: { at: "send", message } },
          },
        ]
      : [
          {
            name: "the processor sends the message",
            to: { ...state, queue: sent, keep: { at: "send", message } },
          },
        ];
  }
  return kept("book before sending")
    ? [{ name: `the processor sends ${message}`, to: { ...end, queue: sent } }]
    : [{ name: "the processor books a wake-up", to: { ...end, wakeUp: true } }];
}

/** Lambda tries the event of a function that died again. */
function crashes(state: State): Transitions {
  const { faults, manager, keep, drain } = state;
  const next: Transitions = [];
  if (faults.deadly > 0 && drain && drain.hand.length > 0)
    next.push({
      name: "the drain dies of what it has received, and so do its retries",
      to: { ...deadDrain(state), faults: less(faults, "deadly") },
    });
  if (faults.deadly > 0 && keep)
    next.push({
      name: "the processor dies of what the topic delivers, and so do its retries",
      to: { ...park(state, keep.message), keep: undefined, faults: less(faults, "deadly") },
    });
  if (faults.crash === 0) return next;
  const left = { ...state, faults: less(faults, "crash") };
  if (manager)
    next.push({
      name: "the manager dies",
      to: { ...left, manager: undefined, events: put(state.events, manager.count) },
    });
  // Its own event is delivered again, which may send a message twice, or, the third time, is parked.
  if (keep)
    next.push({
      name: "the processor dies as it stores a message",
      to: { ...left, keep: undefined, topic: put(state.topic, keep.message) },
    });
  if (drain) next.push({ name: "the drain dies", to: { ...deadDrain(left), wakeUp: true } });
  return next;
}
