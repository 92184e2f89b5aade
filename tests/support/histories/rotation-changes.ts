import type { Stage } from "../reconciler/stage";

type Change = (stage: Stage, username: string) => void;

/** What administrators do about rotation, compromises, holds and ends of logins. */
export const ROTATION_CHANGES = {
  "request a rotation": change(stage => ({ rotate_requested_at: moment(stage) })),
  "request a rotation in the future": change(() => ({ rotate_requested_at: "2999-01-01T00:00:00Z" })),
  "rotate every three days": change(() => ({ rotation_days: 3 })),
  "rotate every ninety": change(() => ({ rotation_days: "ninety" })),
  "rotate as the stack says": change(() => ({ rotation_days: undefined })),
  "have a grace of six hours": change(() => ({ rotation_grace_days: 0.25 })),
  "report as compromised": change(stage => ({ compromised_at: moment(stage) })),
  "report as compromised with a hold": (stage, username) => stage.putHold(username, "compromised"),
  hold: (stage, username) => stage.putHold(username, "suspended"),
  "lift the hold": (stage, username) => stage.liftHold(username),
  "end in a minute": change(stage => ({
    valid_until: new Date(stage.model.time.now() + 60_000).toISOString(),
  })),
  "never end": change(() => ({ valid_until: undefined })),
} satisfies Record<string, Change>;

/** Differs from one time to the next. */
function moment({ model: { time } }: Stage): string {
  return `at ${Math.round(time.running)} ms`;
}

/** Does nothing without a record: a change by hand needs one. */
function change(attributes: (stage: Stage) => Record<string, unknown>): Change {
  return (stage, username) => {
    if (stage.record(username)) stage.change(username, attributes(stage));
  };
}
