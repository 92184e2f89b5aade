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
  short,
  user,
  VERIFIED,
} from "../../support/reconciler/plan-factories";

const MISTAKE = {
  whole: { code: "invalid_allowed_from_addresses", message: "all of it" },
  leftOut: { code: "invalid_allowed_from_addresses", message: "one of it" },
} as const;
const MISTAKEN: DesiredState = { kind: "enabled", patterns: ["a@company.com"], mistake: MISTAKE };
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
    "policy",
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
    { ...VERIFIED, failure: { code: "transient", message: "no" } },
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
    `${NEW}, look in 20`,
  ],
  [
    "two recent keys are waited for first",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [key("K1", { age: 10_000 }), key("K2", { age: 5_000 })] })] }),
    "look in 20",
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
    "policy, activate K1, look in 30",
  ],
  [
    "after creating a key while reads may be stale it looks again",
    ENABLED,
    hints(),
    actual({ users: [user("u", { keys: [] })], mayBeStale: true }),
    `policy, ${NEW}, look in 30`,
  ],
  [
    "a mistake in the list of a working login leaves the entry out and names it",
    MISTAKEN,
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1" }),
    "publish active with a failure",
  ],
  [
    "a mistake that is named already is left alone",
    MISTAKEN,
    { ...VERIFIED, failure: MISTAKE.leftOut },
    actual({ users: [user("u")], storedKey: "K1" }),
    "",
  ],
  ["a mistake in the list of a new login fails it", MISTAKEN, hints(), actual(), "fail, removed"],
  [
    "a mistake in the list of a login that is off fails it",
    MISTAKEN,
    hints({ verified: "disabled" }),
    actual({ users: [user("u")], storedKey: "K1" }),
    "deny, deactivate K1, fail, suspended",
  ],
];

describe("the plan of a login that works", () => {
  for (const [what, desired, record, seen, steps] of cases) {
    it(what, () => expect(plan(desired, record, seen, context).map(short).join(", ")).to.equal(steps));
  }

  it("says what a new login does without, unless that fails it", () => {
    const mistake = { leftOut: MISTAKE.leftOut, whole: undefined };
    const noted: DesiredState = { kind: "enabled", patterns: ["a@company.com"], mistake };
    const last = plan(noted, hints(), actual(), context).at(-1);
    expect(last).to.deep.equal({ kind: "publish", status: "active", failure: MISTAKE.leftOut });
  });

  it("relies on its own waiting if IAM's clock is ahead", () => {
    const seen = actual({
      users: [user("u", { keys: [key("K1"), key("K2", { age: -3_600_000 })] })],
      storedKey: "K1",
    });
    expect(plan(ENABLED, VERIFIED, seen, context).map(short)).to.deep.equal(["look in 30"]);
    expect(plan(ENABLED, VERIFIED, seen, { ...context, msSinceChange: SETTLE_MS }).map(short)).to.deep.equal([
      "delete K2",
    ]);
  });
});
