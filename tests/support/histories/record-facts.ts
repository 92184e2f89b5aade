import type { Stage } from "../reconciler/stage";

/** Whether a record failed for a reason that passes, so that an administrator sets its status again. */
export function mayBeSetAgain(stage: Stage, username: string): boolean {
  const { status, failure } = stage.record(username) ?? {};
  const { code = "" } = (failure ?? {}) as { code?: string };
  return status === "failed" && ["transient", "access_denied", "drifted", "removal_blocked"].includes(code);
}

/** Whether the login's `valid_until` has passed since the clock showed that time: its wake-up comes. */
export function endedSince(stage: Stage, username: string, clock: number): boolean {
  const end = Date.parse(String(stage.record(username)?.valid_until));
  return end > clock && end <= stage.model.time.now();
}
