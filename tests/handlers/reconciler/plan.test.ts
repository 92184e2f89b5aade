import { expect } from "chai";
import { plan, SETTLE_MS } from "../../../handlers/reconciler/plan/plan";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import type { Actual, RecordHints, DesiredState } from "../../../handlers/reconciler/types";
import {
  actual,
  context,
  hints,
  key,
  ON,
  PROVED,
  REFUSED,
  short,
  user,
} from "../../support/reconciler/plan-factories";

const NEW = "createKey, saveSecret, accepted, publish active";
const cases: [what: string, wish: DesiredState, record: RecordHints, seen: Actual, steps: string][] = [
  ["a new login is policy, key, secret, proof, word", ON, hints(), actual(), `createUser, policy, ${NEW}`],
  ["what is as it should be is left", ON, PROVED, actual({ users: [user("u")], storedKey: "K1" }), ""],
  [
    "other addresses are another policy",
    ON,
    PROVED,
    actual({ users: [user("u", { policy: "{}" })], storedKey: "K1" }),
    "policy, publish active",
  ],
  [
    "a disabled login comes back the same",
    ON,
    hints({ status: "active", verified: "disabled" }),
    actual({
      users: [user("u", { policy: DENY_POLICY, keys: [key("K1", { active: false })] })],
      storedKey: "K1",
    }),
    "policy, activate K1, accepted, publish active",
  ],
  [
    "a failure in an active record is proved away",
    ON,
    { ...PROVED, failed: true },
    actual({ users: [user("u")], storedKey: "K1" }),
    "accepted, publish active",
  ],
  [
    "a key without a secret gives way to one with",
    ON,
    hints(),
    actual({ users: [user("u")] }),
    `${NEW}, delete K1`,
  ],
  [
    "of two keys without a secret the older makes room",
    ON,
    hints(),
    actual({ users: [user("u", { keys: [key("K1"), key("K2", { age: 7_200_000 })] })] }),
    `delete K2, ${NEW}, delete K1`,
  ],
  [
    "a young key is not deleted yet",
    ON,
    hints(),
    actual({ users: [user("u", { keys: [key("K1", { age: 10_000 })] })] }),
    `${NEW}, wait 20`,
  ],
  [
    "two young keys are waited for first",
    ON,
    hints(),
    actual({ users: [user("u", { keys: [key("K1", { age: 10_000 }), key("K2", { age: 5_000 })] })] }),
    "wait 20",
  ],
  [
    "a secret in hand is stored before anything else is made",
    ON,
    hints(),
    actual({ users: [user("u", { keys: [key("K1"), key("K2")] })], unsavedKey: "K2" }),
    "saveSecret, accepted, publish active, delete K1",
  ],
  [
    "of two users the one with the stored key stays",
    ON,
    PROVED,
    actual({ users: [user("u"), user("v", { keys: [key("K9")] })], storedKey: "K9" }),
    "remove u",
  ],
  [
    "unsettled reads do not spare a change",
    ON,
    PROVED,
    actual({ users: [user("u")], storedKey: "K1", mayBeStale: true }),
    "policy, activate K1",
  ],
  [
    "a stored key that is not listed yet is waited for",
    ON,
    PROVED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1", mayBeStale: true }),
    "wait 2",
  ],
  [
    "a stored key that stays away is replaced",
    ON,
    PROVED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1" }),
    NEW,
  ],
  [
    "in doubt it looks again when the login works",
    ON,
    PROVED,
    actual({ users: [user("u")], storedKey: "K1", mayBeStale: true, mayHaveOrphans: true }),
    "policy, activate K1, wait 30",
  ],
  [
    "a key made beside unsettled ones looks again",
    ON,
    hints(),
    actual({ users: [user("u", { keys: [] })], mayBeStale: true }),
    `policy, ${NEW}, wait 30`,
  ],
  [
    "disabling denies, deactivates, proves",
    { kind: "disabled" },
    PROVED,
    actual({ users: [user("u")], storedKey: "K1" }),
    "deny, deactivate K1, refused, publish disabled",
  ],
  [
    "what is disabled is left",
    { kind: "disabled" },
    hints({ status: "disabled", verified: "disabled" }),
    actual({
      users: [user("u", { policy: DENY_POLICY, keys: [key("K1", { active: false })] })],
      storedKey: "K1",
    }),
    "",
  ],
  [
    "a suspended login is proved refused before it counts as disabled",
    { kind: "disabled" },
    hints({ status: "disabled", verified: "suspended", failed: true }),
    actual({
      users: [user("u", { policy: DENY_POLICY, keys: [key("K1", { active: false })] })],
      storedKey: "K1",
    }),
    "refused, publish disabled",
  ],
  ["without a login disabled is only said", { kind: "disabled" }, hints(), actual(), "publish disabled"],
  [
    "a hidden user is waited for before disabled is said",
    { kind: "disabled" },
    hints(),
    actual({ mayBeStale: true }),
    "wait 30",
  ],
  [
    "a refused record without proof leaves nothing",
    REFUSED,
    hints(),
    actual({ users: [user("u")] }),
    "remove u, fail, removed",
  ],
  [
    "a refused record with a proved login keeps it, denied",
    REFUSED,
    PROVED,
    actual({ users: [user("u")], storedKey: "K1" }),
    "deny, deactivate K1, fail, suspended",
  ],
  [
    "a failure is not said while something may be hidden",
    REFUSED,
    hints(),
    actual({ mayBeStale: true }),
    "wait 30",
  ],
  [
    "a proved login that is not listed yet is not removed",
    REFUSED,
    PROVED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1", mayBeStale: true }),
    "wait 2",
  ],
  ["failed asks for nothing", { kind: "unchanged" }, hints(), actual({ users: [user("u")] }), ""],
  [
    "without a record all users go",
    { kind: "absent" },
    hints(),
    actual({ users: [user("u"), user("v")] }),
    "remove u, remove v, wait 0",
  ],
  [
    "without a record it looks again for what is hidden",
    { kind: "absent" },
    hints(),
    actual({ mayBeStale: true, userHidden: true }),
    "wait 2",
  ],
  [
    "without a record it waits for what nobody knows of",
    { kind: "absent" },
    hints(),
    actual({ mayBeStale: true, mayHaveOrphans: true }),
    "wait 30",
  ],
  ["without a record and without a user nothing is to do", { kind: "absent" }, hints(), actual(), ""],
];

describe("the plan", () => {
  for (const [what, wish, record, seen, steps] of cases) {
    it(what, () => expect(plan(wish, record, seen, context).map(short).join(", ")).to.equal(steps));
  }

  it("believes its own waiting where IAM's clock is ahead", () => {
    const seen = actual({
      users: [user("u", { keys: [key("K1"), key("K2", { age: -3_600_000 })] })],
      storedKey: "K1",
    });
    expect(plan(ON, PROVED, seen, context).map(short)).to.deep.equal(["wait 30"]);
    expect(plan(ON, PROVED, seen, { ...context, msSinceChange: SETTLE_MS }).map(short)).to.deep.equal([
      "delete K2",
    ]);
  });
});
