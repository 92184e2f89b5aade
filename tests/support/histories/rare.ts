import { type History, history, type Move } from "./moves";
import { RARE_RULE_HISTORIES } from "./rare-rules";

const HOUR_MS = 3_600_000;

/** Histories that a search meets too rarely, each about one part of the program. */
export const RARE_HISTORIES: Readonly<Record<string, History>> = {
  ...RARE_RULE_HISTORIES,
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
  "a wake-up is lost after KMS got no request": history(
    [{ kind: "write", username: "john.doe", change: "put pending", deliveries: [300] }],
    {
      seed: 877_268_663,
      staleMs: 20_000,
      staleShare: 0.2,
      lostWakeUps: 0.2,
      echoes: false,
      faults: [{ after: 0, on: "Encrypt", fault: "lost" }],
    },
  ),
  "a login's record is put again, and the next user's key is made by a run that dies": history(
    [
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
      { kind: "pass", milliseconds: 63_211 },
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [] },
    ],
    {
      seed: 0,
      staleShare: 0.2,
      echoes: false,
      faults: [
        { after: 1, on: undefined, fault: "answer lost" },
        { after: 11, on: "CreateAccessKey", fault: "dies after" },
      ],
    },
  ),
  "a request for a user takes effect late, and IAM hides the user after it has shown it": history(
    [
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [] },
      { kind: "pass", milliseconds: 8_582_796 },
    ],
    {
      seed: 569_382_150,
      staleMs: 20_000,
      staleShare: 0.8,
      echoes: false,
      faults: [
        { after: 0, on: "CreateUser", fault: "lands late" },
        { after: 0, on: "CreateUser", fault: "slow and dies after" },
      ],
    },
  ),
  "a login is reported as compromised while a slow run holds the lease": history(
    [
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [300] },
      { kind: "pass", milliseconds: 18_317 },
      { kind: "write", username: "john.doe", change: "request a rotation", deliveries: [300] },
      { kind: "outage", service: "smtp", fault: "lost", milliseconds: 40_897 },
      { kind: "write", username: "john.doe", change: "put pending", deliveries: [25_097] },
      { kind: "pass", milliseconds: 41_860 },
      { kind: "write", username: "john.doe", change: "report as compromised", deliveries: [300] },
    ],
    { seed: 0, staleShare: 0.2, echoes: false, faults: [{ after: 14, on: "Encrypt", fault: "slow" }] },
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
