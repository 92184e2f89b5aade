import type { History, Move } from "./moves";

const HOUR_MS = 3_600_000;

/** Histories that a search meets too rarely, each about one part of the program. */
export const RARE_HISTORIES: Readonly<Record<string, History>> = {
  "the event of a removal is lost": history([
    ...active("john.doe"),
    { kind: "write", username: "john.doe", change: "remove", deliveries: [] },
  ]),
  "the event of the removal of a failed record is lost": history([
    { kind: "write", username: "john.doe", change: "put with a foreign domain", deliveries: [300] },
    { kind: "pass", milliseconds: 300_000 },
    { kind: "write", username: "john.doe", change: "remove", deliveries: [] },
  ]),
  "a policy lands late, after another list has taken its place": history(
    [
      { kind: "write", username: "john.doe", change: "put pending with two addresses", deliveries: [300] },
      { kind: "pass", milliseconds: 1_000 },
      { kind: "write", username: "john.doe", change: "allow a@company.com", deliveries: [300] },
      { kind: "pass", milliseconds: 60_000 },
    ],
    { faults: [{ after: 0, on: "PutUserPolicy", fault: "lands late" }] },
  ),
  "a wake-up is lost after an unanswered request": history(
    [{ kind: "write", username: "john.doe", change: "put pending", deliveries: [300] }],
    { lostWakeUps: 1, faults: [{ after: 0, on: "CreateAccessKey", fault: "answer lost" }] },
  ),
  "a run dies while it waits for a login, and its event is lost": history(
    [{ kind: "write", username: "john.doe", change: "put pending", deliveries: [300] }],
    { lostRetries: 1, faults: [{ after: 0, on: "Login", fault: "dies before" }] },
  ),
  "IAM hides a user whose creator got no answer": history(
    [
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
      { kind: "pass", milliseconds: 15_412 },
      { kind: "write", username: "john.doe", change: "put pending with two addresses", deliveries: [300] },
      { kind: "write", username: "john.doe", change: "allow b@company.com", deliveries: [300, 300] },
    ],
    {
      seed: 2_147_483_648,
      staleMs: 20_000,
      staleShare: 0.8,
      lookUp: "exact",
      echoes: false,
      faults: [{ after: 0, on: "CreateAccessKey", fault: "answer lost" }],
    },
  ),
  "a rule that gives a login its only address is disabled": history([
    { kind: "write", username: "john.doe", change: "put with john's mailbox only", deliveries: [300] },
    { kind: "rule", pattern: "a@company.com", change: "forward to john", deliveries: [300] },
    { kind: "pass", milliseconds: 600_000 },
    { kind: "rule", pattern: "a@company.com", change: "forward to john, disabled", deliveries: [300] },
    { kind: "pass", milliseconds: 600_000 },
  ]),
  "a login's address goes to somebody else": history([
    { kind: "write", username: "john.doe", change: "put pending with two addresses", deliveries: [300] },
    { kind: "write", username: "john.doe", change: "name john's mailbox", deliveries: [300] },
    { kind: "rule", pattern: "b@company.com", change: "forward to john", deliveries: [300] },
    { kind: "pass", milliseconds: 600_000 },
    { kind: "rule", pattern: "b@company.com", change: "forward to jane", deliveries: [300] },
    { kind: "pass", milliseconds: 600_000 },
  ]),
  "no rule forwards to the mailbox of a new login": history(
    [
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [] },
      { kind: "write", username: "john.doe", change: "name john's mailbox", deliveries: [300] },
    ],
    { echoes: false },
  ),
  "an address of a login's domain gets a rule of its own": history([
    { kind: "write", username: "john.doe", change: "put with john's mailbox only", deliveries: [300] },
    { kind: "rule", pattern: "*@company.com", change: "forward to john", deliveries: [300] },
    { kind: "pass", milliseconds: 24 * HOUR_MS },
    { kind: "rule", pattern: "b@company.com", change: "forward to jane", deliveries: [300] },
    { kind: "pass", milliseconds: 600_000 },
  ]),
  "a login is held": history([
    ...active("john.doe"),
    { kind: "write", username: "john.doe", change: "hold", deliveries: [300] },
  ]),
  "an invalid record overwrites that of a login": history([
    ...active("john.doe"),
    { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
    { kind: "write", username: "john.doe", change: "set an unknown status", deliveries: [300] },
  ]),
  "KMS denies while a previous login is in its grace": history([
    ...active("john.doe"),
    { kind: "write", username: "john.doe", change: "request a rotation", deliveries: [300] },
    { kind: "pass", milliseconds: 600_000 },
    { kind: "outage", service: "kms", fault: "denied", milliseconds: 600_000 },
    { kind: "write", username: "john.doe", change: "allow b@company.com", deliveries: [300] },
    { kind: "pass", milliseconds: 3 * HOUR_MS },
    { kind: "write", username: "john.doe", change: "allow a@company.com", deliveries: [300] },
    { kind: "pass", milliseconds: HOUR_MS },
  ]),
  "KMS denies for some minutes": history([
    { kind: "outage", service: "kms", fault: "denied", milliseconds: 600_000 },
    ...active("john.doe"),
  ]),
  "KMS denies for a day": history([
    { kind: "outage", service: "kms", fault: "denied", milliseconds: 24 * HOUR_MS },
    ...active("john.doe"),
    { kind: "pass", milliseconds: 20 * HOUR_MS },
  ]),
  "Lambda takes no event from the processor": history([
    { kind: "outage", service: "kms", fault: "denied", milliseconds: HOUR_MS },
    ...active("john.doe"),
    { kind: "outage", service: "lambda", fault: "lost", milliseconds: HOUR_MS },
    { kind: "pass", milliseconds: HOUR_MS },
  ]),
  "no wake-up can be booked while an operation fails": history([
    { kind: "outage", service: "kms", fault: "denied", milliseconds: HOUR_MS },
    { kind: "outage", service: "scheduler", fault: "lost", milliseconds: 2 * HOUR_MS },
    ...active("john.doe"),
    { kind: "pass", milliseconds: HOUR_MS },
  ]),
  "the table is down for longer than failed operations are retried": history([
    { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
    { kind: "pass", milliseconds: 2_000 },
    { kind: "outage", service: "dynamodb", fault: "lost", milliseconds: 30 * HOUR_MS },
    { kind: "pass", milliseconds: 28 * HOUR_MS },
  ]),
};

function active(username: "john.doe"): Move[] {
  return [
    { kind: "write", username, change: "put pending", deliveries: [300] },
    { kind: "pass", milliseconds: 300_000 },
  ];
}

function history(moves: readonly Move[], more: Partial<History> = {}): History {
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
