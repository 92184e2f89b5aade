import { expect } from "chai";
import { plan } from "../../../handlers/reconciler/plan/plan";
import { SETTLE_MS } from "../../../handlers/reconciler/plan/waits";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import type { Actual, RecordHints, DesiredState } from "../../../handlers/reconciler/types";
import {
  actual,
  context,
  hints,
  key,
  ENABLED,
  INVALID,
  short,
  user,
  VERIFIED,
} from "../../support/reconciler/plan-factories";

const NEW = "createKey, saveSecret, accepted, publish active";
const cases: [what: string, desired: DesiredState, record: RecordHints, seen: Actual, steps: string][] = [
  [
    "a new login gets a policy, a key, a stored secret and a verification, then it is published",
    ENABLED,
    hints(),
    actual(),
    `createUser, policy, ${NEW}`,
  ],
  [
    "what is as it should be is left alone",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1" }),
    "",
  ],
  [
    "other addresses need another policy",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u", { policy: "{}" })], storedKey: "K1" }),
    "policy, publish active",
  ],
  [
    "a disabled login comes back the same",
    ENABLED,
    hints({ status: "active", verified: "disabled" }),
    actual({
      users: [user("u", { policy: DENY_POLICY, keys: [key("K1", { active: false })] })],
      storedKey: "K1",
    }),
    "policy, activate K1, accepted, publish active",
  ],
  [
    "a failure in an active record is cleared by a verified login",
    ENABLED,
    { ...VERIFIED, failed: true },
    actual({ users: [user("u")], storedKey: "K1" }),
    "accepted, publish active",
  ],
  [
    "a key without a stored secret is replaced",
    ENABLED,
    hints(),
    actual({ users: [user("u")] }),
    `${NEW}, delete K1`,
  ],
  [
    "of two keys without a stored secret the older makes room",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [key("K1"), key("K2", { age: 7_200_000 })] })] }),
    `delete K2, ${NEW}, delete K1`,
  ],
  [
    "a recent key is not deleted yet",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [key("K1", { age: 10_000 })] })] }),
    `${NEW}, wait 20`,
  ],
  [
    "two recent keys are waited for first",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [key("K1", { age: 10_000 }), key("K2", { age: 5_000 })] })] }),
    "wait 20",
  ],
  [
    "an unsaved secret is stored before anything else is created",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [key("K1"), key("K2")] })], unsavedKey: "K2" }),
    "saveSecret, accepted, publish active, delete K1",
  ],
  [
    "of two users the one with the stored key is kept",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u"), user("v", { keys: [key("K9")] })], storedKey: "K9" }),
    "remove u",
  ],
  [
    "reads that may be stale do not make a change unnecessary",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1", mayBeStale: true }),
    "policy, activate K1",
  ],
  [
    "a stored key that is not listed yet is waited for",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1", mayBeStale: true }),
    "wait 2",
  ],
  [
    "a stored key that stays missing is replaced once its password is refused",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1" }),
    `verifyNoLogin, ${NEW}`,
  ],
  [
    "possible orphans are looked for once the login works",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1", mayBeStale: true, mayHaveOrphans: true }),
    "policy, activate K1, wait 30",
  ],
  [
    "after creating a key while reads may be stale it looks again",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [] })], mayBeStale: true }),
    `policy, ${NEW}, wait 30`,
  ],
  [
    "disabling denies, deactivates and verifies",
    { kind: "disabled" },
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1" }),
    "deny, deactivate K1, refused, publish disabled",
  ],
  [
    "what is disabled is left alone",
    { kind: "disabled" },
    hints({ status: "disabled", verified: "disabled" }),
    actual({
      users: [user("u", { policy: DENY_POLICY, keys: [key("K1", { active: false })] })],
      storedKey: "K1",
    }),
    "",
  ],
  [
    "a suspended login is verified to be refused before it is published as disabled",
    { kind: "disabled" },
    hints({ status: "disabled", verified: "suspended", failed: true }),
    actual({
      users: [user("u", { policy: DENY_POLICY, keys: [key("K1", { active: false })] })],
      storedKey: "K1",
    }),
    "refused, publish disabled",
  ],
  ["without a login disabled is only published", { kind: "disabled" }, hints(), actual(), "publish disabled"],
  [
    "a hidden user is waited for before disabled is published",
    { kind: "disabled" },
    hints(),
    actual({ mayBeStale: true }),
    "wait 30",
  ],
  [
    "an invalid record whose login was never verified leaves nothing",
    INVALID,
    hints(),
    actual({ users: [user("u")] }),
    "remove u, fail, removed",
  ],
  [
    "an invalid record with a verified login keeps it, denied",
    INVALID,
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1" }),
    "deny, deactivate K1, fail, suspended",
  ],
  [
    "a failure is not published while IAM may be hiding something",
    INVALID,
    hints(),
    actual({ mayBeStale: true }),
    "wait 30",
  ],
  [
    "a verified login that is not listed yet is not removed",
    INVALID,
    VERIFIED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1", mayBeStale: true }),
    "wait 2",
  ],
  ["a failed record changes nothing", { kind: "unchanged" }, hints(), actual({ users: [user("u")] }), ""],
  [
    "without a record all users are removed",
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
    "without a record it waits for possible orphans",
    { kind: "absent" },
    hints(),
    actual({ mayBeStale: true, mayHaveOrphans: true }),
    "wait 30",
  ],
  ["without a record and without a user there is nothing to do", { kind: "absent" }, hints(), actual(), ""],
];

describe("the plan", () => {
  for (const [what, desired, record, seen, steps] of cases) {
    it(what, () => expect(plan(desired, record, seen, context).map(short).join(", ")).to.equal(steps));
  }

  it("relies on its own waiting if IAM's clock is ahead", () => {
    const seen = actual({
      users: [user("u", { keys: [key("K1"), key("K2", { age: -3_600_000 })] })],
      storedKey: "K1",
    });
    expect(plan(ENABLED, VERIFIED, seen, context).map(short)).to.deep.equal(["wait 30"]);
    expect(plan(ENABLED, VERIFIED, seen, { ...context, msSinceChange: SETTLE_MS }).map(short)).to.deep.equal([
      "delete K2",
    ]);
  });
});
