import type { Model, Transition } from "./explore";
import {
  DEAD,
  end,
  isHeld,
  isQuiet,
  less,
  type Login,
  type Run,
  type State,
  withRun,
  wrongEnd,
} from "./state";
import type { Rule } from "./rules";
import { surroundings } from "./surroundings";

/** The protocol of the lease. @param leftOut rules that are not kept */
export function leaseProtocol(leftOut: readonly Rule[] = []): Model<State> {
  const rules = new Set(leftOut);
  return { transitions: state => transitions(state, rules), isQuiet, wrongEnd };
}

function transitions(state: State, leftOut: ReadonlySet<Rule>): Transition<State>[] {
  return [
    ...surroundings(state),
    ...state.runs.flatMap((run, index) => (run ? steps(state, run, index, leftOut) : [])),
  ];
}

/**
 * What one run does next, and that it may die instead. Lambda then tries its event again, a minute later
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html): by then what it sent has landed.
 */
function steps(state: State, run: Run, index: number, leftOut: ReadonlySet<Rule>): Transition<State>[] {
  const next = calls(state, run, index, leftOut).map(call => ({
    ...call,
    name: `run ${index}: ${call.name}`,
  }));
  for (const fault of ["crash", "lostRetry"] as const) {
    const lost = fault === "lostRetry";
    if (state.faults[fault] === 0 || (lost && (state.changes.length === 0 || state.lease.holder !== index)))
      continue;
    const died: State = {
      ...end(state, index),
      lease: state.lease.holder === index ? { ...state.lease, holder: DEAD } : state.lease,
      lateLook: state.lateLook || fault === "crash",
      faults: less(state.faults, fault),
    };
    next.push({ name: `run ${index}: dies`, to: died });
    if (run.at === "write" || run.at === "secure") {
      const written = run.at === "secure" ? "denied" : run.asked;
      next.push({
        name: `run ${index}: dies, its write lands later`,
        to: { ...died, late: [...died.late, written] },
      });
    }
  }
  return next;
}

function calls(state: State, run: Run, index: number, leftOut: ReadonlySet<Rule>): Transition<State>[] {
  const { lease, iam, asked } = state;
  const kept = (rule: Rule) => !leftOut.has(rule);
  const go = (name: string, change: Partial<Run>, world: Partial<State> = {}): Transition<State> => ({
    name,
    to: { ...state, ...world, runs: withRun(state, index, { ...run, ...change }) },
  });

  switch (run.at) {
    case "start": {
      const stop = kept("mark after stopping, not before") ? ("secure" as const) : ("markFirst" as const);
      const at = asked === "denied" ? stop : "acquire";
      const read = go("reads the record", { asked, at, mayBeEcho: false });
      const own = !kept("leave out only the holder's own writes") || lease.noted === asked;
      if (!run.mayBeEcho || !isHeld(lease) || lease.farAhead || !own) return [read];
      return [read, { name: "finds that the holder wrote the record, and ends", to: end(state, index) }];
    }
    case "markFirst": {
      if (!isHeld(lease)) return [go("finds no holder to mark", { at: "secure" })];
      return [
        go("marks before it stops", { at: "secure" }, { lease: { ...lease, marked: true }, wakeUp: true }),
      ];
    }
    case "secure": {
      const marked = !kept("mark after stopping, not before") && lease.holder !== undefined;
      const then = (world: Partial<State>): Transition<State>[] => {
        const wrote = { ...state, ...world };
        if (marked || !kept("acquire or mark after stopping")) {
          return [{ name: "writes Deny and ends", to: end(wrote, index) }];
        }
        return [
          {
            name: "writes Deny",
            to: {
              ...wrote,
              runs: withRun(state, index, { ...run, at: "acquire", wrote: true, distrusts: true }),
            },
          },
        ];
      };
      return write(state, "denied", leftOut).flatMap(then);
    }
    case "acquire": {
      const occupied = kept("mark only a live lease") ? isHeld(lease) : lease.holder !== undefined;
      const impossible = lease.farAhead && kept("ignore an impossible expiry");
      if (occupied && lease.holder !== index && !impossible && kept("respect a holder")) {
        const world: Partial<State> = kept("mark")
          ? {
              lease: {
                ...lease,
                marked: true,
                changedAt:
                  lease.changedAt || (run.wrote && run.distrusts && kept("note the change when marking")),
              },
              wakeUp: state.wakeUp || kept("book a wake-up when marking"),
            }
          : {};
        return [{ name: "finds the lease held, and leaves", to: end({ ...state, ...world }, index) }];
      }
      const abandoned =
        lease.holder !== undefined && lease.holder !== index && kept("distrust after an abandoned lease");
      return [
        go(
          "acquires the lease",
          { at: "observe", distrusts: run.distrusts || lease.changedAt || abandoned },
          {
            lease: {
              ...lease,
              holder: index,
              expired: false,
              farAhead: false,
              marked: false,
              noted: undefined,
            },
            lateLook: state.lateLook || abandoned,
          },
        ),
      ];
    }
    case "observe": {
      const distrusts = run.distrusts || lease.changedAt;
      const shown = iam.now === iam.before ? [iam.now] : [iam.now, iam.before];
      return shown.map(login => {
        const needless = !distrusts && login === asked;
        const at = needless
          ? "publish"
          : asked === "denied" || !kept("renew before opening")
            ? "write"
            : "renew";
        return go(`reads record and IAM, which shows ${login}`, { asked, distrusts, at });
      });
    }
    case "renew":
      if (lease.holder !== index) return [lost(state, run, index, leftOut)];
      return lease.marked
        ? [
            go(
              "renews, and sees the mark",
              { at: "observe" },
              { lease: { ...lease, expired: false, marked: false } },
            ),
          ]
        : [go("renews", { at: "write" }, { lease: { ...lease, expired: false } })];
    case "write": {
      const opens = run.asked !== "denied" && lease.holder !== index;
      const holds = lease.holder === index;
      const noted = holds && run.asked === asked ? { lease: { ...lease, noted: asked } } : {};
      return write(state, run.asked, leftOut).map(world => ({
        ...go(
          `writes ${run.asked}`,
          { at: world.late === undefined ? "publish" : "observe", wrote: true, distrusts: true },
          { ...noted, ...world },
        ),
        ...(opens && { wrong: "a login is opened by a run that does not hold the lease" }),
      }));
    }
    case "publish": {
      const changed = run.asked !== asked;
      if (changed && kept("publish what is still asked"))
        return [go("finds the record changed", { at: "observe" })];
      return [
        {
          ...go("writes the status", { at: "release" }, { carriedOut: run.asked }),
          ...(changed && { wrong: "the status of an earlier request is written" }),
        },
      ];
    }
    case "release":
      if (lease.holder !== index) return [lost(state, run, index, leftOut)];
      if (lease.marked && kept("release unless marked")) {
        return [go("sees the mark", { at: "observe" }, { lease: { ...lease, marked: false } })];
      }
      return [
        {
          name: "releases the lease",
          to: end(
            {
              ...state,
              lease: {
                holder: undefined,
                expired: false,
                farAhead: false,
                marked: false,
                noted: undefined,
                changedAt: lease.changedAt || (run.wrote && run.distrusts),
              },
            },
            index,
          ),
        },
      ];
  }
}

/** A write to IAM: answered, or it lands at some later time, which the writer learns from its timeout. */
function write(state: State, login: Login, leftOut: ReadonlySet<Rule>): Partial<State>[] {
  const { iam, faults } = state;
  const answered: Partial<State> = {
    iam: { now: login, before: iam.now === login ? iam.before : iam.now },
  };
  if (faults.lateWrite === 0) return [answered];
  const look = !leftOut.has("look again after an unanswered write");
  return [
    answered,
    {
      late: [...state.late, login],
      faults: less(faults, "lateWrite"),
      lateLook: state.lateLook || look,
    },
  ];
}

function lost(state: State, run: Run, index: number, leftOut: ReadonlySet<Rule>): Transition<State> {
  return leftOut.has("acquire or mark after losing the lease")
    ? { name: "has lost the lease, and ends", to: end(state, index) }
    : {
        name: "has lost the lease",
        to: { ...state, runs: withRun(state, index, { ...run, at: "acquire" }) },
      };
}
