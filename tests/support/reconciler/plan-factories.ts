import { DENY_POLICY, senderPolicy } from "../../../handlers/reconciler/policy";
import type {
  Actual,
  DesiredState,
  ObservedUser,
  PlanContext,
  RecordHints,
  Step,
} from "../../../handlers/reconciler/types";

const NOW = 1_800_000_000_000;
const LEASE = 30_000;
export const context: PlanContext = {
  now: NOW,
  leaseMs: LEASE,
  msSinceChange: 0,
  sendingResources: ["arn:one"],
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
  ...more,
});
export const actual = (more: Partial<Actual> = {}): Actual => ({
  users: [],
  storedKey: undefined,
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
  failed: false,
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
    case "removeUser":
      return `remove ${step.user}`;
    case "verifyLogin":
      return step.login;
    case "publish":
      return `publish ${step.status}`;
    case "publishFailure":
      return `fail, ${step.keepCredential ? "suspended" : "removed"}`;
    case "wait":
      return `wait ${step.milliseconds / 1000}`;
    default:
      return step.kind;
  }
}
