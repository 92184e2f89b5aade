import { senderPolicy } from "../../../handlers/reconciler/policy";
import { appliedDigest } from "../../../handlers/reconciler/digest";
import { readDesiredState, requestOf } from "../../../handlers/reconciler/record";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import { isUserNameOf, TAG_STACK, TAG_USERNAME, USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import { BOUNDARY_ARN, REGION, RESOURCES, STACK } from "../aws-model";
import type { UserState } from "../aws-model/iam-state";
import type { Stage } from "../reconciler/stage";
import { type Invariants, isOff } from "./invariants";

const RULES = { allowedFromDomains: ["company.com"], sendingResources: RESOURCES, receivingRules: true };

/**
 * "in the end"; or before the sweep that finds what was lost; or after a run that nothing disturbed: SES may not know the
 * result yet then, and the lease item may still have its handover.
 */
export type When = "in the end" | "without the sweep" | "after a run";

/**
 * Checks whether a username is in the state its record asks for.
 *
 * @param asked the status that the administrator set last, "failed" if by hand
 */
export function checkDesired(
  stage: Stage,
  invariants: Invariants,
  username: string,
  asked: unknown,
  when: When,
): void {
  const record = stage.record(username);
  const users = stage.users(username);
  const claim = (holds: boolean, otherwise: string) =>
    invariants.check(holds, `${when} ${username} ${otherwise}`);
  if (record === undefined) {
    claim(users.length === 0, `has no record and ${users.length} users`);
    claim(when !== "in the end" || !stage.hasLease(username), "has no record and a lease item");
    return;
  }
  // A change of a rule may still be on its way, and `*@domain` gives nothing before the table was searched.
  if (record.mailbox !== undefined && when !== "in the end") return;
  if (when === "in the end") invariants.checkNone(invariants.ruleSenders.problem(username));
  const held = stage.hold(username)?.kind === "suspended";
  claim(!held || users.every(isOff), "has a hold and is not off");
  const status = String(record.status);
  const { look_again_at: look } = stage.lease(username) ?? {};
  claim(when !== "in the end" || look === undefined, "is still to be looked at");
  if (asked === "failed") {
    claim(status === "failed" && record.failure !== undefined, `failed by hand and its status is ${status}`);
    claim(users.every(isOff), "failed by hand and is not off");
    return;
  }
  const mailboxRules = invariants.ruleSenders.of(username);
  const request = { attributes: record, hold: stage.hold(username), foreignBytes: 0, mailboxRules };
  const desired = readDesiredState(
    username,
    { ...request, attributes: { ...record, status: asked } },
    RULES,
    stage.model.time.now(),
  );
  const because = record.failure ? `: ${(record.failure as { message: string }).message}` : "";
  const mistake = desired.kind === "enabled" ? desired.mistake : undefined;
  const applied = appliedDigest(requestOf(request, RULES).digest, record);
  if (status === "active" || status === "disabled")
    claim(record.applied === applied, `is ${status} and was not applied as it is`);
  if (desired.kind === "invalid" || (mistake && status === "failed")) {
    claim(status === "failed" && record.failure !== undefined, `is invalid and its status is ${status}`);
    claim(users.every(isOff), "is invalid and not off");
    const known = record.verified_status === "suspended" || invariants.hintsForged.has(username);
    claim(users.length === 0 || known, "is invalid and left in IAM");
  } else if (desired.kind === "held") {
    // A login that had ended before it was held stays disabled.
    const hadEnded =
      status === "disabled" && Date.parse(String(record.valid_until)) <= stage.model.time.now();
    const suspended = status === "failed" && record.suspended !== undefined;
    claim(suspended || hadEnded, `is held and its status is ${status}`);
    claim(users.every(isOff), "is held and not off");
  } else if (desired.kind === "disabled") {
    claim(status === "disabled", `is to be disabled and its status is ${status}`);
    claim(
      record.verified_status === "disabled" || record.verified_status === "denied",
      `is to be disabled and is ${String(record.verified_status)}`,
    );
    const { code } = (record.failure ?? {}) as { code?: string };
    claim(code === undefined || ["expired", "rotation_refused"].includes(code), `is disabled with ${code}`);
    claim(code !== "expired" || desired.reason !== undefined, "is said to have ended, and has not");
    claim(users.every(isOff), "is to be disabled and is not off");
    claim(users.every(isRight), "is disabled and has another boundary or other tags");
  } else if (desired.kind === "enabled") {
    claim(
      status === "active" && record.verified_status === "active",
      `is to be active and its status is ${status}${because}`,
    );
    const named = (record.failure as { message?: string } | undefined)?.message;
    claim(named === mistake?.leftOut.message, `is active and its failure is ${named ?? "missing"}`);
    claim(users.length === 1, `has ${users.length} users`);
    const [user] = users;
    const key = user?.keys.find(({ id }) => id === record.smtp_username);
    const previous = previousKey(stage, username);
    const others = user?.keys.filter(one => one !== key && one.id !== previous) ?? [];
    claim(others.length === 0, `has the keys ${others.map(({ id }) => id).join(", ")} beside its own`);
    claim(when !== "in the end" || user?.keys.length === 1, `has ${user?.keys.length ?? 0} keys`);
    claim(key !== undefined, "does not store a key of its user");
    if (!user || !key) return;
    const password = invariants.password(username);
    claim(isRight(user), "is active and has another boundary or other tags");
    claim(key.active && key.id === record.smtp_username, "does not store its active key");
    claim(password === deriveSmtpPassword(key.secret, REGION), "stores no password that decrypts");
    claim(
      user.inline[USER_POLICY_NAME] === senderPolicy(desired.patterns, RESOURCES, desired.rules),
      "has another policy",
    );
    if (when === "after a run") return;
    claim(stage.model.ses.login(key.id, password ?? "").kind === "accepted", "cannot log in");
  }
}

function isRight({ boundary, tags, name }: UserState): boolean {
  const [stack, username] = [TAG_STACK, TAG_USERNAME].map(key => tags.find(({ Key }) => Key === key)?.Value);
  return (
    boundary === BOUNDARY_ARN && stack === STACK && username !== undefined && isUserNameOf(name, username)
  );
}

/** The key of the login before the last rotation: in its grace, or inactive and not deleted yet. */
function previousKey(stage: Stage, username: string): string | undefined {
  const { previous_smtp_username: shown } = stage.record(username) ?? {};
  return typeof shown === "string" ? shown : stage.lease(username)?.previous_key?.S;
}
