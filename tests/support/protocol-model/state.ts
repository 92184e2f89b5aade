/**
 * The lease protocol of one username, small enough to visit every state. Time is not a number here: what takes time
 * (a lease expiring, IAM settling, a late write landing, a wake-up firing) is a transition that may happen at any
 * moment that its order in time allows.
 */

/** What IAM holds and what a record asks for: a login with one of two sender lists, or none. */
export type Login = "listA" | "listB" | "denied";

export interface State {
  /** What the administrator asks for now. */
  asked: Login;
  /** What the record says was carried out. */
  carriedOut: Login | undefined;
  /** Changes that administrators have yet to make. */
  changes: readonly Login[];
  iam: {
    now: Login;
    /** What a stale read may still show; equal to `now` once IAM has settled. */
    before: Login;
  };
  /** Writes that were sent and not answered, and land at some later time. */
  late: readonly Login[];
  lease: {
    /** Index of the run that holds it, `DEAD` for one that stopped, undefined when free. */
    holder: number | undefined;
    expired: boolean;
    /** Somebody wrote an `expires_at` that no run of ours would: it never passes. */
    farAhead: boolean;
    /** `dirty` differs from what the holder has seen. */
    marked: boolean;
    /** What the holder noted in the record that it carries out, with its own name. */
    noted: Login | undefined;
    /** IAM was changed a moment ago: `changed_at` is within the time IAM needs to settle. */
    changedAt: boolean;
  };
  runs: readonly (Run | undefined)[];
  /** Deliveries of stream events to come. */
  events: number;
  /** A wake-up for the moment the lease ends; at most one, as its name is made of username and minute. */
  wakeUp: boolean;
  /** A look once everything sent has landed and IAM has settled. */
  lateLook: boolean;
  /** How often each fault may still happen. */
  faults: Faults;
}

export interface Faults {
  /** A run dies between two calls, or during a write that lands later. Lambda tries its event again. */
  crash: number;
  /** The crash of a holder that Lambda does not try again, while another change is still to come. */
  lostRetry: number;
  /** The lease expires while its holder lives. */
  expiry: number;
  /** A write is not answered and lands later. */
  lateWrite: number;
  /** An event is delivered twice. */
  duplicate: number;
}

/** One invocation for the username, between two of its calls. */
export interface Run {
  at: "start" | "secure" | "markFirst" | "acquire" | "observe" | "renew" | "write" | "publish" | "release";
  /** It was started by an event or a wake-up that may tell its holder nothing; a retry or a look is its own. */
  mayBeEcho: boolean;
  /** What it last read in the record. */
  asked: Login;
  /** It has written to IAM. */
  wrote: boolean;
  /** It knows that IAM's answers may be old. */
  distrusts: boolean;
}

export const DEAD = -1;

const NO_FAULTS: Faults = { crash: 0, lostRetry: 0, expiry: 0, lateWrite: 0, duplicate: 0 };

/** A login that works, and the changes that administrators are about to make. */
export function start(changes: readonly Login[], faults: Partial<Faults>, runs = 2): State {
  return {
    asked: "listA",
    carriedOut: "listA",
    changes,
    iam: { now: "listA", before: "listA" },
    late: [],
    lease: {
      holder: undefined,
      expired: false,
      farAhead: false,
      marked: false,
      noted: undefined,
      changedAt: false,
    },
    runs: Array.from({ length: runs }, () => undefined),
    events: 0,
    wakeUp: false,
    lateLook: false,
    faults: { ...NO_FAULTS, ...faults },
  };
}

/** The same with a lease item that somebody wrote by hand. */
export function withForeignLease(state: State): State {
  return { ...state, lease: { ...state.lease, holder: DEAD, farAhead: true } };
}

/** Nothing will happen any more. */
export function isQuiet(state: State): boolean {
  return (
    state.changes.length === 0 &&
    state.late.length === 0 &&
    state.events === 0 &&
    !state.wakeUp &&
    !state.lateLook &&
    state.runs.every(run => run === undefined)
  );
}

/** What is wrong once nothing will happen any more; undefined where all is as it was asked for. */
export function wrongEnd({ asked, carriedOut, iam }: State): string | undefined {
  if (iam.now !== asked) return `the record asks for ${asked}, and IAM holds ${iam.now}`;
  if (carriedOut !== asked)
    return `the record asks for ${asked}, and says ${carriedOut ?? "nothing"} was carried out`;
  return undefined;
}

export function isHeld({ holder, expired }: State["lease"]): boolean {
  return holder !== undefined && !expired;
}

export function withRun(state: State, index: number, run: Run | undefined): State["runs"] {
  return state.runs.map((other, place) => (place === index ? run : other));
}

export function end(state: State, index: number): State {
  return { ...state, runs: withRun(state, index, undefined) };
}

export function less(faults: Faults, fault: keyof Faults): Faults {
  return { ...faults, [fault]: faults[fault] - 1 };
}
