import { DENY_POLICY, senderPolicy } from "../../../handlers/reconciler/policy";
import type { Step } from "../../../handlers/reconciler/plan/step";
import type {
  Actual,
  DesiredState,
  ObservedUser,
  PlanContext,
  RecordHints,
} from "../../../handlers/reconciler/types";

const NOW = 1_800_000_000_000;
const LEASE = 30_000;
export const context: PlanContext = {
  now: NOW,
  leaseMs: LEASE,
  msSinceChange: 0,
  sendingResources: ["arn:one"],
  digest: "the request",
  rotationDue: false,
  rotationRequested: false,
  graceMs: 7 * 24 * 3_600_000,
  maxGraceMs: 30 * 24 * 3_600_000,
};
export const ENABLED: DesiredState = { kind: "enabled", patterns: ["a@company.com"] };
const POLICY = senderPolicy(["a@company.com"], ["arn:one"]);
export const INVALID: DesiredState = { kind: "invalid", failure: { code: "invalid_status", message: "no" } };

export const key = (id: string, { active = true, age = 3_600_000 } = {}) => ({
  id,
  active,
  createdAt: NOW - age,
});
export const user = (name: string, more: Partial<ObservedUser> = {}): ObservedUser => ({
  name,
  arn: `arn:${name}`,
  createdAt: NOW - 3_600_000,
  policy: POLICY,
  keys: [key("K1")],
  drift: [],
  ...more,
});
export const actual = (more: Partial<Actual> = {}): Actual => ({
  users: [],
  storedKey: undefined,
  secretKey: undefined,
  secretUnknown: false,
  former: { replaced: undefined, previous: undefined, previousUsedAt: undefined },
  compromised: false,
  unmanaged: undefined,
  secured: false,
  unsavedKey: undefined,
  mayBeStale: false,
  mayHaveOrphans: false,
  userHidden: false,
  ...more,
});
export const hints = (more: Partial<RecordHints> = {}): RecordHints => ({
  status: "pending",
  secret: undefined,
  iamUserName: undefined,
  verified: undefined,
  failure: undefined,
  applied: "the request",
  unprovenKey: undefined,
  previous: undefined,
  ...more,
});
export const VERIFIED = hints({ status: "active", verified: "active" });

/** A step in short, as tables of plans write it. */
export function short(step: Step): string {
  switch (step.kind) {
    case "putPolicy":
      return step.policy === DENY_POLICY ? "deny" : "policy";
    case "setKey":
      return `${step.active ? "activate" : "deactivate"} ${step.key}`;
    case "deleteKey":
      return `delete ${step.key}`;
    case "secureUser":
      return `secure ${step.user.name}${step.tolerant ? " if possible" : ""}`;
    case "restoreUser":
      return `restore ${step.user.drift.join(" and ")}${step.otherwiseStop ? " or stop" : ""}`;
    case "removeUser":
      return `remove ${step.user}`;
    case "verifyLogin":
      return step.login;
    case "publish":
      return `publish ${step.status}${step.failure ? " with a failure" : ""}${step.replaced ? `, ${step.replaced} in grace` : ""}`;
    case "publishFailure":
      return `fail, ${step.keepCredential ? "suspended" : "removed"}`;
    case "rotate":
      return `rotate ${step.key}`;
    case "retireKey":
      return `retire ${step.key}`;
    case "wait":
      return `wait ${step.milliseconds / 1000}`;
    case "lookAgain":
      return `look in ${step.milliseconds / 1000}`;
    default:
      return step.kind;
  }
}
