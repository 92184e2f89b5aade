/**
 * Failed operations on one username, from the event that fails to the retry that succeeds or the parked queue; small
 * enough to visit every state. As in the model of the lease, time is not a number: what takes time (a delay, a wake-up,
 * a message that becomes visible again) may happen at any moment.
 */

/** How often an operation is retried; ten in the program. */
export const LIMIT = 2;

/** A message: how often its operation was retried, or something that nobody can parse. */
export type Message = number | "poison";

export interface Queued {
  message: Message;
  /** `hidden`: delayed, or received by a drain that died. `received`: by the one that runs. */
  is: "hidden" | "visible" | "received";
}

/** The manager, which works on the username. */
interface ManagerRun {
  at: "try" | "report" | "write";
  count: number;
}

/** The processor, which stores what the topic delivered. */
interface KeepRun {
  at: "book" | "send";
  message: Message;
}

/** The processor, woken to have the manager retry what is due. */
export interface DrainRun {
  at: "look" | "book" | "receive" | "invoke" | "delete";
  /** What it has received. */
  hand: readonly Message[];
}

export interface State {
  status: "pending" | "failed" | "active";
  /** AWS denies a call that the operation needs. */
  denied: boolean;
  /** Somebody will allow it. */
  willBeAllowed: boolean;
  /** Events that Lambda holds for the manager, by their counts. */
  events: readonly number[];
  /** What the failures topic has yet to deliver. */
  topic: readonly Message[];
  queue: readonly Queued[];
  /** At most one of each is told apart. */
  parked: readonly Message[];
  /** A drain is booked. */
  wakeUp: boolean;
  manager: ManagerRun | undefined;
  keep: KeepRun | undefined;
  drain: DrainRun | undefined;
  /** The queue had something that cannot be parsed: it must be parked. */
  poison: boolean;
  /** Whether a failure was reported that is not a retry's; undefined where faults may cause several. */
  firstReported: boolean | undefined;
  faults: Faults;
}

export interface Faults {
  /** A function dies between two of its calls, and Lambda tries its event again. */
  crash: number;
  /** The processor dies of a message, and so do Lambda's two retries: what the topic sent is parked, a drain is not. */
  deadly: number;
  /** Lambda does not accept the event of a drain. */
  refused: number;
  /** The topic delivers a message twice. */
  duplicate: number;
  /** The stream delivers the record's event twice. */
  secondEvent: number;
}

const NO_FAULTS: Faults = { crash: 0, deadly: 0, refused: 0, duplicate: 0, secondEvent: 0 };

/** A new record whose operation is denied. */
export function start(parts: Partial<State>, faults: Partial<Faults>): State {
  return {
    status: "pending",
    denied: true,
    willBeAllowed: true,
    events: [0],
    topic: [],
    queue: [],
    parked: [],
    wakeUp: false,
    manager: undefined,
    keep: undefined,
    drain: undefined,
    poison: false,
    firstReported: Object.keys(faults).length === 0 ? false : undefined,
    ...parts,
    faults: { ...NO_FAULTS, ...faults },
  };
}

/** Nothing will happen any more: the daily drain, which would find what is left in the queue, is left out. */
export function isQuiet(state: State): boolean {
  const { events, topic, wakeUp, manager, keep, drain } = state;
  const busy = manager ?? keep ?? drain;
  return busy === undefined && !wakeUp && events.length === 0 && topic.length === 0;
}

export function wrongEnd({ status, queue, parked, poison }: State): string | undefined {
  if (queue.length > 0) return "a message is left in the queue, and nobody is woken for it";
  if (poison && !parked.includes("poison")) return "the message that cannot be parsed is lost";
  if (status === "pending") return "the operation is lost: its record is pending";
  if (status === "failed" && !parked.some(message => message !== "poison"))
    return "the record is failed, and its operation is neither retried nor parked";
  return undefined;
}

/** Sorted, so that equal states look the same. */
export function put<T>(all: readonly T[], ...more: readonly T[]): T[] {
  return [...all, ...more].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** Without one of them. */
export function without<T>(all: readonly T[], one: T): T[] {
  const index = all.indexOf(one);
  return all.filter((_, place) => place !== index);
}

export function park(state: State, message: Message): State {
  return state.parked.includes(message) ? state : { ...state, parked: put(state.parked, message) };
}

export function less(faults: Faults, fault: keyof Faults): Faults {
  return { ...faults, [fault]: faults[fault] - 1 };
}
