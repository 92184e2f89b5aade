import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import type { FindingKind } from "../../../../handlers/record-dispatcher/sweep/finding";
import { HOUR, NOW, type Plant, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const { lease, user } = sound("john.doe");

/** What is left of a login whose record was removed, and all that is found. */
const PLANTS: [string, Plant, FindingKind[]][] = [
  ["a lease", { lease }, ["not_applied"]],
  [
    "a lease, and its last check was missed",
    { lease: { ...lease, look_again_at: Math.floor((NOW - HOUR) / 1000) } },
    ["missed_wake_up"],
  ],
  [
    "a lease, and its last check is due",
    { lease: { ...lease, look_again_at: Math.floor(NOW / 1000) - 60 } },
    [],
  ],
  [
    "a lease while a run holds it",
    { lease: { ...lease, holder: "me", expires_at: Math.floor(NOW / 1000) + 20 } },
    [],
  ],
  ["a lease and a user", { lease, user }, ["user_without_record"]],
];

describe("a sweep, of a username without a record,", () => {
  for (const [what, plant, kinds] of PLANTS)
    it(`finds ${kinds.join(", ") || "nothing"} where there is ${what}`, () => {
      const found = findings(swept({ "john.doe": plant, jane: sound("jane") }), SETTINGS, NOW);
      expect(found.map(({ kind }) => kind)).to.deep.equal(kinds);
      expect(found.every(({ stops }) => stops)).to.equal(true);
    });
});
