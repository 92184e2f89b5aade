import { type Faults, type Login, start, type State, withForeignLease } from "./state";

export interface Scenario {
  name: string;
  from: State;
}

/** Small enough to be visited whole in a second each, and between them each rule is needed. */
export const SCENARIOS: readonly Scenario[] = [
  scenario("a lease item written by hand", ["denied"], {}, true),
  ...(["crash", "lostRetry", "expiry", "lateWrite", "duplicate"] as const).flatMap(fault => [
    scenario(`disabled, with one ${fault}`, ["denied"], { [fault]: 1 }),
    scenario(`disabled, then enabled again, with one ${fault}`, ["denied", "listB"], { [fault]: 1 }),
    scenario(`another list, then disabled, with one ${fault}`, ["listB", "denied"], { [fault]: 1 }),
  ]),
];

/** Two faults of different kinds in one history: minutes, for the benchmark. */
export const LARGE_SCENARIOS: readonly Scenario[] = [
  scenario("another list, then disabled", ["listB", "denied"], { crash: 1, expiry: 1, lateWrite: 1 }),
  scenario("disabled, then enabled again", ["denied", "listB"], { crash: 1, expiry: 1, duplicate: 1 }),
];

function scenario(
  name: string,
  changes: readonly Login[],
  faults: Partial<Faults>,
  foreign = false,
): Scenario {
  const from = start(changes, faults);
  return { name, from: foreign ? withForeignLease(from) : from };
}
