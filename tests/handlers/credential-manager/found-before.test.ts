import { expect } from "chai";
import type { History } from "../../support/histories/moves";
import { play } from "../../support/histories/play";

/** Histories that once violated an invariant, as the search shrank them: kept, for a search may not meet them again. */
const FOUND: [string, History][] = [
  [
    "a key that was long in the making counts as settled from its making, not from the first try",
    {
      seed: 717188127,
      staleMs: 20_000,
      staleShare: 0.8,
      echoes: false,
      lastsMs: 300_000,
      lookUp: "any case",
      moves: [{ kind: "write", username: "john.doe", change: "put pending", notices: [300, 900] }],
      faults: [
        { after: 0, on: "CreateAccessKey", fault: "answer lost" },
        { after: 0, on: "CreateAccessKey", fault: "slow and dies after" },
      ],
    },
  ],
];

describe("a history that went wrong before", () => {
  for (const [what, history] of FOUND) {
    it(`goes well: ${what}`, async () => {
      expect((await play(history)).violations).to.deep.equal([]);
    });
  }
});
