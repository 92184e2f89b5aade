import { expect } from "chai";
import type { History } from "../../support/histories/moves";
import { play } from "../../support/histories/play";
import { RARE_HISTORIES } from "../../support/histories/rare";

/** Histories that once violated an invariant, as the search shrank them. Kept because a search may not find them again. */
const FOUND: [string, History][] = [
  [
    "a key that took long to create counts as settled from its creation, not from the first try",
    {
      seed: 717188127,
      staleMs: 20_000,
      staleShare: 0.8,
      lostWakeUps: 0,
      lostRetries: 0,
      duplicates: 0,
      echoes: false,
      lastsMs: 300_000,
      lookUp: "any case",
      moves: [{ kind: "write", username: "john.doe", change: "put pending", deliveries: [300, 900] }],
      faults: [
        { after: 0, on: "CreateAccessKey", fault: "answer lost" },
        { after: 0, on: "CreateAccessKey", fault: "slow and dies after" },
      ],
    },
  ],
  [
    "a name found taken after IAM has settled is looked at once more, because it may be our own user's",
    {
      seed: 20,
      staleMs: 20_000,
      staleShare: 0.8,
      lostWakeUps: 0,
      lostRetries: 0,
      duplicates: 0,
      echoes: false,
      lastsMs: 300_000,
      lookUp: "any case",
      moves: [
        { kind: "write", username: "john.doe", change: "put pending", deliveries: [300, 900] },
        { kind: "pass", milliseconds: 9_812 },
        { kind: "step", milliseconds: 872 },
        { kind: "pass", milliseconds: 1_239 },
        { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
        { kind: "write", username: "jane", change: "put pending", deliveries: [300] },
      ],
      faults: [
        { after: 9, on: "CreateUser", fault: "slow" },
        { after: 0, on: "CreateUser", fault: "answer lost" },
        { after: 1, on: "UpdateItem", fault: "answer lost" },
        { after: 0, on: "PutUserPolicy", fault: "lost" },
        { after: 19, on: undefined, fault: "lost" },
      ],
    },
  ],
  [
    "a retry that has to wait for IAM to settle comes again, and is not left to a run that is no retry",
    {
      seed: 1742836206,
      staleMs: 20000,
      staleShare: 0.8,
      lostWakeUps: 0,
      lostRetries: 0,
      duplicates: 0,
      lastsMs: 60000,
      lookUp: "any case",
      echoes: true,
      moves: [
        { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
        { kind: "pass", milliseconds: 17962485 },
        { kind: "write", username: "john.doe", change: "put with a string set", deliveries: [300] },
        { kind: "write", username: "john.doe", change: "request a rotation", deliveries: [300, 31798] },
        { kind: "outage", service: "scheduler", fault: "denied", milliseconds: 138617 },
        { kind: "outage", service: "iam", fault: "throttled", milliseconds: 135390 },
        { kind: "pass", milliseconds: 44252 },
      ],
      faults: [
        { after: 12, on: "PutUserPolicy", fault: "dies after" },
        { after: 27, on: "Invoke", fault: "slow and dies after" },
        { after: 22, on: "BatchGetItem", fault: "slow and dies after" },
        { after: 0, on: "Invoke", fault: "lost" },
      ],
    },
  ],
];

describe("a history that once went wrong", () => {
  for (const [what, history] of FOUND) {
    it(`goes well: ${what}`, async () => {
      expect((await play(history)).violations).to.deep.equal([]);
    });
  }
});

describe("a history that is rare", () => {
  for (const [what, history] of Object.entries(RARE_HISTORIES)) {
    it(`goes well: ${what}`, async () => {
      expect((await play(history)).violations).to.deep.equal([]);
    });
  }
});
