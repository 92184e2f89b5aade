import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import { DAY, NOW, type Plant, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const JOHN = "john.doe";
const at = (time: number) => new Date(time).toISOString();
const { record, lease, user } = sound(JOHN);

const ENDING = { ...record, valid_until: at(NOW + 3 * DAY) };
const ROTATING = { ...record, rotation_days: 35, rotated_at: at(NOW - 30 * DAY) };
const FORMER = { id: "AKIAOLD", active: true, createdAt: NOW - 40 * DAY };
const inGrace = (previous_until: number): Plant => ({
  record,
  user: { ...user, keys: [...user.keys, FORMER] },
  lease: { ...lease, previous_key: FORMER.id, previous_since: NOW - 6 * DAY, previous_until },
});

/** What is planted, and the notice that is due. */
const PLANTS: [string, Plant, string?][] = [
  ["a login that ends within a week", { record: ENDING, lease, user }, "ending"],
  ["a login that ends later", { record: { ...record, valid_until: at(NOW + 8 * DAY) }, lease, user }],
  [
    "a login whose end was announced",
    {
      record: ENDING,
      lease: { ...lease, said: { [`administrators ending ${at(NOW + 3 * DAY)}`]: NOW } },
      user,
    },
  ],
  ["a former login that ends tomorrow", inGrace(NOW + DAY), "old_login_in_use"],
  ["a former login that ends in two days", inGrace(NOW + 2 * DAY)],
  ["a rotation within a week", { record: ROTATING, lease, user }, "rotation_ahead"],
  ["a rotation in a month", { record: { ...ROTATING, rotation_days: 60 }, lease, user }],
];

describe("a sweep", () => {
  for (const [what, plant, notice] of PLANTS)
    it(`${notice === undefined ? "leaves alone" : "has people told of"} ${what}`, () => {
      const found = findings(swept({ [JOHN]: plant }), SETTINGS, NOW);
      expect(found.map(({ kind, detail }) => [kind, detail])).to.deep.equal(
        notice === undefined ? [] : [["notice_due", notice]],
      );
    });
});
