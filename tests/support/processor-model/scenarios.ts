import { type Faults, start, type State } from "./state";

export interface Scenario {
  name: string;
  from: State;
}

const FAULTS: readonly (readonly [string, Partial<Faults>])[] = [
  ["nothing else wrong", {}],
  ["one crash", { crash: 1 }],
  ["a processor that dies of a message", { deadly: 1 }],
  ["an event that Lambda does not accept", { refused: 1 }],
  ["a message that the topic delivers twice", { duplicate: 1 }],
  ["an event that comes twice", { secondEvent: 1 }],
];

/** Small enough to be visited whole in a second each, and between them each rule is needed. */
export const SCENARIOS: readonly Scenario[] = [
  ...FAULTS.flatMap(([name, faults]) => [
    { name: `a call that is allowed again, with ${name}`, from: start({}, faults) },
    { name: `a call that stays denied, with ${name}`, from: start({ willBeAllowed: false }, faults) },
  ]),
  ...FAULTS.map(([name, faults]) => ({
    name: `a call that stays denied, beside a message that cannot be parsed, with ${name}`,
    from: start(
      { willBeAllowed: false, queue: [{ message: "poison", is: "visible" }], poison: true, wakeUp: true },
      faults,
    ),
  })),
  {
    name: "a call that stays denied, with a crash, and an event that comes twice",
    from: start({ willBeAllowed: false }, { crash: 1, secondEvent: 1 }),
  },
];
