import fc from "fast-check";
import { DAY_MS } from "../../../records/rotation";
import { STRANGER_CHANGES, type StrangerChange } from "./strangers";
import { MAILBOX_CHANGES, PATTERNS, RULE_CHANGES, type RuleChange } from "./rule-changes";
import { ROTATION_CHANGES } from "./rotation-changes";
import { SECOND_ADMINISTRATOR } from "./second-administrator";
import { CHANGES, type ChangeName, type History, type Move, USERNAMES } from "./moves";

/** Longer than most failed operations are retried. */
const MAX_OUTAGE_MS = 6 * 3_600_000;

const username = fc.constantFrom(...USERNAMES);
const delay = fc.oneof(fc.constant(300), fc.integer({ min: 0, max: 40_000 }));

const deliveries = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(delay) },
  { weight: 2, arbitrary: fc.array(delay, { maxLength: 3 }) },
);

const write: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("write" as const),
  username: fc.oneof({ weight: 3, arbitrary: fc.constant(USERNAMES[0]) }, { weight: 1, arbitrary: username }),
  change: fc.oneof(
    { weight: 1, arbitrary: fc.constant<ChangeName>("put pending") },
    { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(CHANGES) as ChangeName[])) },
    { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(ROTATION_CHANGES) as ChangeName[])) },
    { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(SECOND_ADMINISTRATOR) as ChangeName[])) },
  ),
  deliveries,
});

const rule: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("rule" as const),
  pattern: fc.constantFrom(...PATTERNS),
  change: fc.constantFrom(...(Object.keys(RULE_CHANGES) as RuleChange[])),
  deliveries,
});

const mailbox: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("write" as const),
  username: fc.constantFrom(USERNAMES[0], USERNAMES[2]),
  change: fc.constantFrom(...(Object.keys(MAILBOX_CHANGES) as ChangeName[])),
  deliveries,
});

const pass: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("pass" as const),
  milliseconds: fc.oneof(
    fc.integer({ min: 0, max: 2_000 }),
    fc.integer({ min: 0, max: 60_000 }),
    fc.integer({ min: 0, max: 60_000 }),
    fc.integer({ min: 0, max: 2 * DAY_MS }),
  ),
});

const step: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("step" as const),
  milliseconds: fc.integer({ min: -60_000, max: 9_000 }),
});

const first: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("write" as const),
  username: fc.constant(USERNAMES[0]),
  change: fc.constant("put pending" as const),
  deliveries: fc.constantFrom([300], [], [300, 900]),
});

const stranger: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("stranger" as const),
  username: fc.oneof({ weight: 3, arbitrary: fc.constant(USERNAMES[0]) }, { weight: 1, arbitrary: username }),
  change: fc.constantFrom(...(Object.keys(STRANGER_CHANGES) as StrangerChange[])),
});

const outage: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("outage" as const),
  service: fc.constantFrom(
    "dynamodb" as const,
    "iam" as const,
    "kms" as const,
    "kms" as const,
    "lambda" as const,
    "scheduler" as const,
    "smtp" as const,
    "sns" as const,
    "sqs" as const,
  ),
  fault: fc.constantFrom("lost" as const, "throttled" as const, "denied" as const),
  milliseconds: fc.oneof(
    fc.integer({ min: 0, max: 60_000 }),
    fc.integer({ min: 0, max: 1_200_000 }),
    fc.integer({ min: 0, max: MAX_OUTAGE_MS }),
  ),
});

const move = fc.oneof(
  { weight: 1, arbitrary: outage },
  { weight: 1, arbitrary: fc.constant<Move>({ kind: "retry parked" }) },
  { weight: 6, arbitrary: write },
  { weight: 1, arbitrary: stranger },
  { weight: 4, arbitrary: pass },
  { weight: 1, arbitrary: step },
);

const fault = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })),
  on: fc.option(
    fc.constantFrom(
      "CreateUser",
      "CreateAccessKey",
      "CreateAccessKey",
      "PutUserPolicy",
      "UpdateAccessKey",
      "DeleteUser",
      "UpdateItem",
      "Encrypt",
      "CreateSchedule",
      "Invoke",
      "Publish",
      "SendMessageBatch",
      "ReceiveMessage",
      "DeleteMessageBatch",
      "BatchGetItem",
      "Query",
    ),
    { nil: undefined },
  ),
  fault: fc.constantFrom(
    "lost" as const,
    "answer lost" as const,
    "answer lost" as const,
    "lands late" as const,
    "slow" as const,
    "slow and dies after" as const,
    "throttled" as const,
    "denied" as const,
    "dies before" as const,
    "dies after" as const,
  ),
});

/** Many moves and faults at once. */
const long = (first: fc.Arbitrary<Move>, move: fc.Arbitrary<Move>): fc.Arbitrary<History> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    staleMs: fc.constantFrom(0, 4_000, 20_000, 20_000),
    staleShare: fc.constantFrom(0.2, 0.8),
    lostWakeUps: fc.constantFrom(0, 0, 0, 0.2),
    lostRetries: fc.constantFrom(0, 0, 0.5),
    duplicates: fc.constantFrom(0, 0, 0.3),
    lastsMs: fc.constantFrom(300_000, 300_000, 60_000),
    lookUp: fc.constantFrom("any case" as const, "exact" as const),
    echoes: fc.constantFrom(false, false, true),
    moves: fc
      .tuple(first, fc.array(move, { maxLength: 14, size: "max" }))
      .map(([one, more]) => [one, ...more]),
    faults: fc.array(fault, { maxLength: 12, size: "max" }),
  });

/** Overwrites a record without the manager's attributes, seconds later. */
const again = fc.oneof(
  first,
  fc.record({ kind: fc.constant("pass" as const), milliseconds: fc.integer({ min: 2_000, max: 15_000 }) }),
);

/** One credential, stale answers, and a fault where it is most harmful, which is rare in a long history. */
const short: fc.Arbitrary<History> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  staleMs: fc.constant(20_000),
  staleShare: fc.constant(0.8),
  lostWakeUps: fc.constant(0),
  lostRetries: fc.constant(0),
  duplicates: fc.constant(0),
  lastsMs: fc.constant(300_000),
  lookUp: fc.constantFrom("any case" as const, "exact" as const),
  echoes: fc.constant(false),
  moves: fc
    .tuple(first, fc.array(fc.oneof(move, again), { maxLength: 4 }))
    .map(([one, more]) => [one, ...more]),
  // Several, because one that hits a call IAM refuses anyway has no effect.
  faults: fc.array(
    fc.record({
      after: fc.constant(0),
      on: fc.constantFrom(
        "CreateAccessKey",
        "CreateAccessKey",
        "CreateAccessKey",
        "CreateUser",
        "UpdateItem",
      ),
      fault: fc.constantFrom("answer lost" as const, "lands late" as const, "slow and dies after" as const),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Of a login with a mailbox, whose receiving rules come and go. */
const ruled = long(
  fc.record({
    kind: fc.constant("write" as const),
    username: fc.constant(USERNAMES[0]),
    change: fc.constantFrom(
      "put with john's mailbox only" as const,
      "put pending with two addresses" as const,
      "put pending" as const,
    ),
    deliveries: fc.constantFrom([300], [], [300, 900]),
  }),
  fc.oneof({ weight: 4, arbitrary: rule }, { weight: 2, arbitrary: mailbox }, { weight: 5, arbitrary: move }),
);

export const histories: fc.Arbitrary<History> = fc.oneof(
  { weight: 6, arbitrary: long(first, move) },
  { weight: 4, arbitrary: short },
  { weight: 3, arbitrary: ruled },
);
