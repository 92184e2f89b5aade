import { expect } from "chai";
import fc from "fast-check";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import { countsOf, FINDINGS, type FindingKind } from "../../../../handlers/record-dispatcher/sweep/finding";
import { requestDigest } from "../../../../handlers/reconciler/digest";
import { DENY_POLICY } from "../../../../handlers/reconciler/policy";
import { DAY, HOUR, NOW, type Plant, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const JOHN = "john.doe";
const at = (time: number) => new Date(time).toISOString();
const found = (plants: Record<string, Plant>, settings = SETTINGS) =>
  findings(swept(plants), settings, NOW).map(({ kind }) => kind);

const { record, lease, user } = sound(JOHN);
const failed = { code: "access_denied", message: "no", of: { status: "pending", digest: "other" } };
const NEW_KEY = { id: "AKIANEW", active: true, createdAt: NOW - HOUR };

/** What is planted, and all that is found. */
const PLANTS: [string, Plant, FindingKind[]][] = [
  ["a user without a record", { user }, ["user_without_record"]],
  [
    "a user whose record was removed while it was worked on",
    { user, lease: { ...lease, holder: "me" } },
    ["abandoned_lease"],
  ],
  ["a user that is about to get its record", { user: { ...user, createdAt: NOW - 30_000 } }, []],
  ["a user with a name of somebody else", { user: { ...user, name: "admin" } }, ["foreign_user"]],
  [
    "a key whose secret is nowhere",
    { record, lease, user: { ...user, keys: [...user.keys, NEW_KEY] } },
    ["key_without_secret"],
  ],
  [
    "a key that was created a moment ago",
    {
      record,
      lease,
      user: { ...user, keys: [...user.keys, { ...NEW_KEY, createdAt: NOW - 1_000 }] },
    },
    [],
  ],
  [
    "the key of a former login in its grace",
    {
      record,
      user: { ...user, keys: [...user.keys, NEW_KEY] },
      lease: { ...lease, previous_key: "AKIANEW", previous_since: NOW - DAY, previous_until: NOW + 6 * DAY },
    },
    [],
  ],
  ["a record that is active without a user", { record, lease }, ["active_without_user"]],
  [
    "a user without its boundary",
    { record, lease, user: { ...user, drift: ["boundary"] } },
    ["drifted_user"],
  ],
  [
    "a user that AWS has quarantined",
    { record, lease, user: { ...user, quarantine: "AWSCompromisedKeyQuarantineV3" } },
    ["quarantined_user"],
  ],
  ["a user with another policy", { record, lease, user: { ...user, policy: "{}" } }, ["drifted_user"]],
  [
    "a disabled login that may send",
    { record: { ...record, status: "disabled", verified_status: "disabled" }, lease, user },
    ["drifted_user"],
  ],
  [
    "a disabled record whose verified_status was written by hand",
    { record: { ...record, status: "disabled" }, lease, user: { ...user, policy: DENY_POLICY } },
    ["not_applied"],
  ],
  [
    "a disabled login that may not",
    {
      record: { ...record, status: "disabled", verified_status: "denied" },
      lease,
      user: { ...user, policy: DENY_POLICY },
    },
    [],
  ],
  [
    "a record whose event was lost",
    { record: { ...record, status: "pending" }, lease, user, applied: "old" },
    ["not_applied"],
  ],
  ["a pending record", { record: { ...record, status: "pending" }, lease, user }, ["not_applied"]],
  ["a record under other settings", { record, lease, user, applied: "old" }, ["not_applied"]],
  ["a compromised login", { record: { ...record, compromised_at: at(NOW) }, lease, user }, ["not_applied"]],
  [
    "a compromised login whose record failed",
    {
      record: {
        ...record,
        status: "failed",
        failure: {
          ...failed,
          of: {
            status: "pending",
            digest: requestDigest("pending", { attributes: record, hold: undefined }, SETTINGS.rules),
          },
        },
        compromised_at: at(NOW),
      },
      lease,
      user,
    },
    ["not_applied"],
  ],
  [
    "a failed record",
    { record: { ...record, status: "failed", failure: failed }, lease, user, applied: "old" },
    ["not_applied"],
  ],
  [
    "a login that has ended",
    { record: { ...record, valid_until: at(NOW - DAY) }, lease, user: { ...user, policy: DENY_POLICY } },
    ["ended"],
  ],
  [
    "a look that was missed",
    { record, user, lease: { ...lease, look_again_at: Math.floor((NOW - HOUR) / 1000) } },
    ["missed_wake_up"],
  ],
  [
    "a look that is due soon",
    { record, user, lease: { ...lease, look_again_at: Math.floor((NOW + HOUR) / 1000) }, applied: "old" },
    [],
  ],
  [
    "a lease whose holder has died",
    { record, user, lease: { ...lease, holder: "me", expires_at: Math.floor((NOW - HOUR) / 1000) } },
    ["abandoned_lease"],
  ],
  [
    "a lease that is held",
    {
      record,
      user,
      applied: "old",
      lease: { ...lease, holder: "me", expires_at: Math.floor(NOW / 1000) + 20 },
    },
    [],
  ],
  [
    "a grace that has ended",
    {
      record,
      user,
      lease: {
        ...lease,
        previous_key: "AKIAOLD",
        previous_since: NOW - 9 * DAY,
        previous_until: NOW - 2 * DAY,
      },
    },
    ["expired_grace"],
  ],
  [
    "a rotation that was asked for",
    { record: { ...record, rotate_requested_at: at(NOW) }, lease, user },
    ["rotation_due"],
  ],
  [
    "a password that is old enough",
    { record: { ...record, rotation_days: 20 }, lease, user },
    ["rotation_due"],
  ],
  ["a password that is not", { record: { ...record, rotation_days: 90 }, lease, user }, []],
  [
    "an old password in a grace",
    {
      record: { ...record, rotation_days: 20 },
      user,
      lease: { ...lease, previous_key: "AKIAOLD", previous_since: NOW - DAY, previous_until: NOW + 6 * DAY },
    },
    [],
  ],
];

describe("a sweep", () => {
  it("finds nothing where all is as it should be", () => {
    expect(found({ [JOHN]: sound(JOHN), jane: sound("jane") })).to.deep.equal([]);
  });

  for (const [what, plant, kinds] of PLANTS) {
    it(`finds ${kinds.join(", ") || "nothing"} where there is ${what}`, () => {
      expect(found({ [JOHN]: plant, jane: sound("jane") })).to.deep.equal(kinds);
    });
  }

  it("leaves a verdict on this very request to a person", () => {
    const request = { ...record, status: "failed" };
    const digest = requestDigest("pending", { attributes: request, hold: undefined }, SETTINGS.rules);
    const failure = { ...failed, of: { status: "pending", digest } };
    const judged = { record: { ...request, failure }, lease, user };
    expect(found({ [JOHN]: judged })).to.deep.equal(["failed_record"]);
  });

  it("does not remove most users by itself: the table may be the wrong one", () => {
    const orphans = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`user-${index}`, { user: sound(`user-${index}`).user }]),
    );
    expect(new Set(found(orphans))).to.deep.equal(new Set(["mass_removal"]));
    const others = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`other-${index}`, sound(`other-${index}`)]),
    );
    expect(new Set(found({ ...orphans, ...others }))).to.deep.equal(new Set(["user_without_record"]));
  });

  it("says of each login that is to be stopped that it stops one", () => {
    const stopping = findings(swept({ [JOHN]: { user } }), SETTINGS, NOW);
    expect(stopping.map(({ stops }) => stops)).to.deep.equal([true]);
    const ended = { record: { ...record, valid_until: at(NOW - DAY) }, lease, user };
    expect(
      findings(swept({ [JOHN]: ended }), SETTINGS, NOW).filter(({ kind }) => kind === "ended")[0]?.stops,
    ).to.equal(true);
  });

  it("finds of each username the same, whatever is beside it and in whatever order", () => {
    const plants = fc.array(fc.constantFrom(...PLANTS.map(([, plant]) => plant)), { maxLength: 6 });
    fc.assert(
      fc.property(plants, chosen => {
        // Plants are about john.doe: others differ by their paths only.
        const alone = chosen.map(plant => found({ [JOHN]: plant }));
        const beside = chosen.map(plant => found({ zoe: sound("zoe"), [JOHN]: plant, adam: sound("adam") }));
        expect(beside).to.deep.equal(alone);
      }),
    );
  });

  it("counts every kind, also those that it did not find", () => {
    const counts = countsOf(findings(swept({ [JOHN]: { user } }), SETTINGS, NOW));
    expect(Object.keys(counts)).to.deep.equal(Object.keys(FINDINGS));
    expect(counts.user_without_record).to.equal(1);
    expect(counts.drifted_user).to.equal(0);
  });
});
