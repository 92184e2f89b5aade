import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Attributes, Stage } from "../reconciler/stage";
import type { Outage, PlannedFault } from "./faults";
import { ROTATION_CHANGES } from "./rotation-changes";
import { MAILBOX_CHANGES, type PATTERNS, type RuleChange } from "./rule-changes";
import { SECOND_ADMINISTRATOR } from "./second-administrator";
import { STRANGER_CHANGES, type StrangerChange } from "./strangers";

/** Two of them differ by case only, which IAM names cannot. */
export const USERNAMES = ["john.doe", "John.Doe", "jane"] as const;
export type Username = (typeof USERNAMES)[number];

/** One thing that an administrator, the stream or the clock does. */
export type Move =
  /** `deliveries`: after how many milliseconds each of its stream records is delivered; empty if they are lost. */
  | { kind: "write"; username: Username; change: ChangeName; deliveries: readonly number[] }
  /** An administrator of the receiving system changes a rule. */
  | {
      kind: "rule";
      pattern: (typeof PATTERNS)[number];
      change: RuleChange;
      deliveries: readonly number[];
    }
  /** Somebody changes the IAM users themselves; no stream record reports it. */
  | { kind: "stranger"; username: Username; change: StrangerChange }
  /** A service of AWS answers nobody for a while. */
  | ({ kind: "outage" } & Outage)
  /** An administrator retries what is parked. */
  | { kind: "retry parked" }
  | { kind: "pass"; milliseconds: number }
  | { kind: "step"; milliseconds: number };

export interface History {
  /** Seeds latencies, jitter and staleness. */
  seed: number;
  /** How old a stale answer from IAM can be, and the share of answers that are stale. */
  staleMs: number;
  staleShare: number;
  /** The share of wake-ups that never come: then only the sweep finds what is left. */
  lostWakeUps: number;
  /** The share of events that are lost when the invocation dies: then only another change, or the sweep, helps. */
  lostRetries: number;
  /** How often SNS delivers twice, and SQS what was deleted. */
  duplicates: number;
  /** How long the manager may run. */
  lastsMs: number;
  /** Whether IAM ignores case when it looks up names. */
  lookUp: "any case" | "exact";
  /** The manager's own writes create stream records too. */
  echoes: boolean;
  moves: readonly Move[];
  faults: readonly PlannedFault[];
}

/** What an administrator can do to one record. */
export const CHANGES = {
  "put pending": stageOf((stage, username) => stage.put(username, pending(["*@company.com"]))),
  "put pending with two addresses": stageOf((stage, username) =>
    stage.put(username, pending(["a@company.com", "b@mail.company.com"])),
  ),
  "put with a string set": stageOf((stage, username) =>
    stage.put(username, { status: "pending", allowed_from_addresses: new Set(["a@company.com"]) }),
  ),
  "put with a foreign domain": stageOf((stage, username) =>
    stage.put(username, pending(["a@elsewhere.org"])),
  ),
  "allow a@company.com": change({ allowed_from_addresses: ["a@company.com"] }),
  "allow b@company.com": change({ allowed_from_addresses: ["b@company.com"] }),
  "allow nothing": change({ allowed_from_addresses: [] }),
  "set pending": change({ status: "pending" }),
  "set active": change({ status: "active" }),
  "set disabled": change({ status: "disabled" }),
  "set an unknown status": change({ status: "Active!" }),
  "set failed": change({ status: "failed" }),
  "put failed": stageOf((stage, username) =>
    stage.put(username, { status: "failed", allowed_from_addresses: ["a@company.com"] }),
  ),
  "allow a@company.com and nonsense": change({ allowed_from_addresses: ["a@company.com", "*company.com"] }),
  "write a lease that never ends": lease({
    holder: { S: "somebody" },
    expires_at: { N: "99999999999" },
    changed_at: { N: "99999999999999" },
    look_again_at: { N: "99999999999" },
    user_name: { S: "ses-smtp-user-john.doe-1767225600" },
  }),
  "write a lease of the wrong types": lease({
    holder: { N: "1" },
    expires_at: { S: "tomorrow" },
    dirty: { S: "yes" },
    changed_at: { BOOL: true },
    look_again_at: { S: "" },
  }),
  "forge hints": change({
    iam_user_name: "ses-smtp-user-john.doe-1767225600",
    iam_user_arn: "arn:aws:iam::123456789012:user/ses-smtp-user-john.doe-1767225600",
    smtp_host: "evil.example",
    region: "us-east-1",
    verified_status: "active",
  }),
  "copy the secret of jane": stageOf((stage, username) => {
    const { smtp_username, encrypted_password } = stage.record("jane") ?? {};
    if (stage.record(username)) stage.change(username, { smtp_username, encrypted_password });
  }),
  "damage the secret": change({ encrypted_password: "AAAA" }),
  remove: stageOf((stage, username) => stage.remove(username)),
  "remove and put the same again": stageOf((stage, username) => {
    const record = stage.record(username);
    stage.remove(username);
    if (record) stage.put(username, record);
  }),
  ...ROTATION_CHANGES,
  ...SECOND_ADMINISTRATOR,
  ...MAILBOX_CHANGES,
} satisfies Record<string, (stage: Stage, username: Username) => void>;
export type ChangeName = keyof typeof CHANGES;

function pending(allowed_from_addresses: string[]): Attributes {
  return { status: "pending", description: "by hand", allowed_from_addresses };
}

/** Does nothing without a record: a change by hand needs one. */
function change(attributes: Attributes) {
  return stageOf((stage, username) => {
    if (stage.record(username)) stage.change(username, attributes);
  });
}

/** Nothing of ours: whoever can write to the table can write this. */
function lease(attributes: Record<string, AttributeValue>) {
  return stageOf((stage, username) => stage.putLease(username, attributes));
}

function stageOf(make: (stage: Stage, username: Username) => void) {
  return make;
}

/** A history in readable form. */
export function listing(history: History): string {
  const moves = history.moves.map(move => {
    if (move.kind === "pass") return `${move.milliseconds} ms pass`;
    if (move.kind === "step") return `the clocks step by ${move.milliseconds} ms`;
    if (move.kind === "retry parked") return "what is parked is retried";
    if (move.kind === "outage") return `${move.service}: ${move.fault} for ${move.milliseconds} ms`;
    if (move.kind === "stranger") return `${move.username}: somebody ${STRANGER_CHANGES[move.change].what}`;
    const none = move.kind === "rule" ? "discarded after a day" : "stream records lost";
    const deliveries =
      move.deliveries.length === 0 ? none : `delivered after ${move.deliveries.join(" and ")} ms`;
    const what = move.kind === "rule" ? `rule ${move.pattern}` : move.username;
    return `${what}: ${move.change} (${deliveries})`;
  });
  const faults = history.faults.map(
    ({ after, on = "any call", fault }) => `after ${after} more calls, on ${on}: ${fault}`,
  );
  const { seed, staleMs, staleShare, echoes, lastsMs, lookUp, lostWakeUps, lostRetries, duplicates } =
    history;
  return [
    `seed ${seed}, ${staleShare * 100} % of answers up to ${staleMs} ms old, own writes ${echoes ? "" : "not "}delivered`,
    `runs last ${lastsMs} ms, IAM looks up ${lookUp}, ${lostWakeUps * 100} % of wake-ups are lost, ${lostRetries * 100} % of retries, ${duplicates * 100} % of messages come twice`,
    ...moves.map((move, index) => `  ${index + 1}. ${move}`),
    ...faults.map(fault => `  fault ${fault}`),
  ].join("\n");
}

/** A history of these moves, in which nothing else goes wrong. */
export function history(moves: readonly Move[], more: Partial<History> = {}): History {
  return {
    seed: 1,
    staleMs: 0,
    staleShare: 0,
    lostWakeUps: 0,
    lostRetries: 0,
    duplicates: 0,
    lastsMs: 300_000,
    lookUp: "any case",
    echoes: true,
    faults: [],
    moves,
    ...more,
  };
}
