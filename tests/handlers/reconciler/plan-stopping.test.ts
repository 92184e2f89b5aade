import { expect } from "chai";
import { plan } from "../../../handlers/reconciler/plan/plan";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import type { Actual, RecordHints, DesiredState } from "../../../handlers/reconciler/types";
import {
  actual,
  context,
  hints,
  key,
  INVALID,
  short,
  user,
  VERIFIED,
} from "../../support/reconciler/plan-factories";

const cases: [what: string, desired: DesiredState, record: RecordHints, seen: Actual, steps: string][] = [
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
    hints({ status: "disabled", verified: "suspended", failure: { code: "transient", message: "no" } }),
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
    "look in 30",
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
    "a failure is published although IAM may be hiding something, and another run looks for that",
    INVALID,
    hints(),
    actual({ mayBeStale: true }),
    "fail, removed, look in 30",
  ],
  [
    "a verified login that is not listed yet is not removed",
    INVALID,
    VERIFIED,
    actual({ users: [user("u", { keys: [] })], storedKey: "K1", mayBeStale: true }),
    "wait 2",
  ],
  [
    "a failed record whose login worked before changes nothing",
    { kind: "unchanged", asked: "pending" },
    VERIFIED,
    actual({ users: [user("u")] }),
    "",
  ],
  [
    "a failed record whose login was not proved to work keeps it off",
    { kind: "unchanged", asked: "pending" },
    hints({ secret: { accessKeyId: "K1", ciphertext: "c" } }),
    actual({ users: [user("u")] }),
    "deny, deactivate K1",
  ],
  [
    "a failed record that was to be disabled keeps it off",
    { kind: "unchanged", asked: "disabled" },
    VERIFIED,
    actual({ users: [user("u")] }),
    "deny, deactivate K1",
  ],
  [
    "a failed record without a password leaves nothing",
    { kind: "unchanged", asked: "pending" },
    hints(),
    actual({ users: [user("u")] }),
    "remove u",
  ],
  [
    "a status set to failed by hand turns a login off and removes nothing",
    { kind: "unknown", failure: { code: "status_set_by_hand", message: "no" } },
    hints(),
    actual({ users: [user("u")] }),
    "deny, deactivate K1, fail, suspended",
  ],
  [
    "a login that was turned off a moment ago is not turned off again",
    { kind: "disabled" },
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1", secured: true, mayBeStale: true }),
    "refused, publish disabled",
  ],
  [
    "without KMS disabled is published, and proved later",
    { kind: "disabled" },
    VERIFIED,
    actual({ users: [user("u")], secretUnknown: true, mayBeStale: true }),
    "deny, deactivate K1, publish disabled, look in 60",
  ],
  [
    "a login whose password nobody has cannot be proved refused",
    { kind: "disabled" },
    hints({ status: "disabled", verified: "denied" }),
    actual({ users: [user("u", { policy: DENY_POLICY, keys: [] })] }),
    "",
  ],
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
    "look in 30",
  ],
  ["without a record and without a user there is nothing to do", { kind: "absent" }, hints(), actual(), ""],
];

describe("the plan that stops a login", () => {
  for (const [what, desired, record, seen, steps] of cases) {
    it(what, () => expect(plan(desired, record, seen, context).map(short).join(", ")).to.equal(steps));
  }
});
