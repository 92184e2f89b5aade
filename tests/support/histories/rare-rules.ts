import { type History, history } from "./moves";

const HOUR_MS = 3_600_000;

/** Those in which receiving rules change. */
export const RARE_RULE_HISTORIES: Readonly<Record<string, History>> = {
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
};
