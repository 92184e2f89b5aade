import { expect } from "chai";
import { plan } from "../../../handlers/reconciler/plan/plan";
import type { Actual, DesiredState, RecordHints } from "../../../handlers/reconciler/types";
import {
  actual,
  context,
  ENABLED,
  hints,
  short,
  user,
  VERIFIED,
} from "../../support/reconciler/plan-factories";

const NEW = "createKey, saveSecret, accepted, publish active";
const cases: [what: string, desired: DesiredState, record: RecordHints, seen: Actual, steps: string][] = [
  [
    "a drifted user whose policy is right is put right and keeps working",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u", { drift: ["boundary", "tags"] })], storedKey: "K1" }),
    "restore boundary and tags",
  ],
  [
    "a drifted user with a changed list gets its boundary and then its policy, or is stopped",
    ENABLED,
    { ...VERIFIED, applied: "another list" },
    actual({ users: [user("u", { policy: "{}", drift: ["boundary"] })], storedKey: "K1" }),
    "restore boundary or stop, policy, publish active",
  ],
  [
    "disabling a drifted user stops it before its tags are put right",
    { kind: "disabled" },
    VERIFIED,
    actual({ users: [user("u", { drift: ["boundary", "tags"] })], storedKey: "K1" }),
    "secure u, restore tags, refused, publish disabled",
  ],
  [
    "disabled is not published beside a password that no user's key explains, unless it is refused",
    { kind: "disabled" },
    VERIFIED,
    actual({ storedKey: "K1" }),
    "verifyNoLogin, publish disabled",
  ],
  [
    "without a record a drifted user is stopped and removed",
    { kind: "absent" },
    hints(),
    actual({ users: [user("u", { drift: ["tags"] })] }),
    "secure u if possible, remove u, wait 0",
  ],
  [
    "what stays drifted is stopped and kept, and the record fails",
    { kind: "invalid", failure: { code: "drifted", message: "no" } },
    hints(),
    actual({ users: [user("u", { drift: ["boundary"] })] }),
    "secure u if possible, fail, suspended",
  ],
  [
    "a password under a previous KMS key is encrypted again",
    ENABLED,
    VERIFIED,
    actual({ users: [user("u")], storedKey: "K1", secretKey: "previous" }),
    "reencrypt",
  ],
  [
    "a password under an unknown KMS key is not replaced if its key is the user's",
    ENABLED,
    hints({ secret: { accessKeyId: "K1", ciphertext: "" } }),
    actual({ users: [user("u", { policy: "{}" })], secretKey: "unknown" }),
    "policy, rejectUnknownKey",
  ],
  [
    "a password under an unknown KMS key is replaced if its key is nobody's",
    ENABLED,
    hints({ secret: { accessKeyId: "K9", ciphertext: "" } }),
    actual({ users: [user("u")], secretKey: "unknown" }),
    `${NEW}, delete K1`,
  ],
];

describe("the plan for what somebody else changed", () => {
  for (const [what, desired, record, seen, steps] of cases) {
    it(what, () => expect(plan(desired, record, seen, context).map(short).join(", ")).to.equal(steps));
  }
});
