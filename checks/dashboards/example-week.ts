import { emittedMetrics } from "../../handlers/shared/metrics";
import type { LogEntry } from "../../tests/support/cloudwatch/insights/run-query";
import { type Datum, metricKey } from "../../tests/support/cloudwatch/metrics/statistics";
import { EXAMPLE_PARTS } from "../../tests/support/cloudwatch/program-dashboards";
import type { Recording } from "./render";

/** The example is of this time, whenever it is drawn. */
const NOW = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LOGINS = [
  "newsletter",
  "shop",
  "crm",
  "jane.miller",
  "john.doe",
  "billing",
  "monitoring",
  "hr",
  "support",
  "tom.lee",
  "ann.ray",
];
const FAILURES = ["invalid_address", "limit_users", "invalid_address"];

/**
 * A week of an organization with about 60 logins: made up, and the same each time. Log entries have the form of the
 * functions' own; the metrics' entries are written by the functions' own code.
 */
export function exampleWeek(): Recording {
  const week = new Week();
  for (let hour = 0; hour < 7 * 24; hour++) week.playHour(NOW - 7 * DAY + hour * HOUR, hour);
  return { entries: week.entries.sort((one, other) => one.at - other.at), metrics: week.metrics, now: NOW };
}

class Week {
  readonly entries: LogEntry[] = [];
  readonly metrics: Datum[] = [];
  private state = 20_261_127;
  private ids = 0;

  playHour(from: number, hour: number): void {
    const hourOfDay = new Date(from).getUTCHours();
    const isWorking = hourOfDay >= 7 && hourOfDay < 19;
    this.send(from, Math.round((isWorking ? 60 : 12) * (0.6 + 0.8 * this.random())), hour);
    if (isWorking && this.random() < 0.35) this.activate(from + this.random() * HOUR);
    if (isWorking && this.random() < 0.05) this.fail(from + this.random() * HOUR);
    if (isWorking && this.random() < 0.06)
      this.manager(from + this.random() * HOUR, { CredentialsDeleted: 1 });
    if (this.random() < 0.12) this.manager(from + this.random() * HOUR, { Rotations: 1 });
    if (hourOfDay === 3) this.sweep(from + 17 * MINUTE, hour);
    if (hour === 107) this.suspend(from + 12 * MINUTE);
    this.queues(from, hour);
    this.functions(from, isWorking);
  }

  private send(from: number, messages: number, hour: number): void {
    const bounced = Math.round(messages * (hour > 100 && hour < 115 ? 0.09 : 0.02));
    const complaints = this.random() < 0.03 ? 1 : 0;
    for (let count = 0; count < messages; count++) {
      const at = from + this.random() * HOUR;
      const username = LOGINS[Math.floor(LOGINS.length * this.random() ** 2.2)];
      this.log("smtp-feedback-recorder", at, { email_event: "send", message_id: this.id("m"), username });
    }
    for (let count = 0; count < bounced; count++)
      this.log("smtp-feedback-recorder", from + this.random() * HOUR, {
        email_event: "bounce",
        bounce_type: "permanent",
        bounce_subtype: "General",
        recipient_count: 1,
      });
    for (const [name, value] of [
      ["Send", messages],
      ["Delivery", messages - bounced],
      ["Bounce", bounced],
      ["Complaint", complaints],
    ] as const)
      if (value > 0) this.metric(["AWS/SES", name], from, value);
    this.metric(
      ["AWS/SES", "Reputation.BounceRate"],
      from,
      0.019 + (hour > 105 ? 0.014 : 0) + 0.003 * this.random(),
    );
    this.metric(["AWS/SES", "Reputation.ComplaintRate"], from, 0.0002 + 0.0001 * this.random());
    this.emit("smtp-feedback-recorder", from, {
      SuccessfulSends: messages - bounced,
      QuotaUsed: 8 + messages * 0.9,
    });
  }

  private activate(at: number): void {
    const ms = Math.round(
      6_000 + 9_000 * this.random() + (this.random() < 0.08 ? 55_000 * this.random() : 0),
    );
    this.manager(at, { CredentialsCreated: 1, TimeToActive: ms });
  }

  private fail(at: number): void {
    const code = FAILURES[Math.floor(FAILURES.length * this.random())];
    this.manager(at, { CredentialsFailed: 1 }, { code });
  }

  private manager(at: number, values: object, fields: object = {}): void {
    const username = LOGINS[Math.floor(LOGINS.length * this.random())];
    this.emit("smtp-credential-manager", at, values, { username, correlation_id: this.id("c"), ...fields });
  }

  private sweep(at: number, hour: number): void {
    const day = Math.floor(hour / 24);
    const statuses = {
      pending: 0,
      active: 52 + day,
      disabled: 6,
      failed: day === 4 ? 2 : 1,
      suspended: day > 4 ? 1 : 0,
    };
    this.log("smtp-record-dispatcher", at, { level: "INFO", message: "sweep", statuses });
    if (day === 2 || day === 5) this.emit("smtp-record-dispatcher", at, { SweepFindings: 1 });
  }

  private suspend(at: number): void {
    this.emit("smtp-email-validator", at, { Violations: 14 });
    this.manager(at + MINUTE, { LoginsSuspended: 1 });
  }

  private queues(from: number, hour: number): void {
    const isOutage = hour >= 160 && hour < 164;
    for (const [queue, depth] of [
      [EXAMPLE_PARTS.deadLetterQueueName, isOutage ? 164 - hour : 0],
      [EXAMPLE_PARTS.parkedQueueName, hour >= 163 ? 1 : 0],
    ] as const) {
      this.metric(["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue], from, depth);
      const age =
        depth === 0 ? 0 : queue === EXAMPLE_PARTS.parkedQueueName ? (hour - 162) * 3_600 : (hour - 159) * 900;
      this.metric(["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue], from, age);
    }
    if (hour === 160)
      this.log("smtp-credential-manager", from + 4 * MINUTE, {
        level: "ERROR",
        message: "reconciliation failed",
        service: "smtp-credential-manager",
        username: "billing",
        error: { code: "KMSInternalException", message: "KMS did not answer in time" },
        correlation_id: "5f1c7a1e-billing",
      });
  }

  private functions(from: number, isWorking: boolean): void {
    for (const { name, functionName } of EXAMPLE_PARTS.functions)
      for (let minute = 0; minute < 60; minute += 5) {
        if (this.random() > (isWorking ? 0.7 : 0.25)) continue;
        const at = from + minute * MINUTE;
        const slow = name === "smtp-credential-manager" ? 9_000 : name === "smtp-api" ? 120 : 260;
        const ms = Math.round(slow * (0.5 + this.random()));
        const of = (metric: string) => ["AWS/Lambda", metric, "FunctionName", functionName];
        this.metric(of("Duration"), at, ms);
        this.metric(of("ConcurrentExecutions"), at, 1 + Number(this.random() < 0.1));
        this.metric(of("Errors"), at, name === "smtp-credential-manager" && this.random() < 0.02 ? 1 : 0);
        this.metric(of("Throttles"), at, 0);
        if (this.random() < 0.3)
          this.log(name, at, {
            level: "INFO",
            message: "done",
            service: name,
            operation: EXAMPLE_OPERATIONS[name],
            duration_ms: ms,
            correlation_id: this.id("c"),
            ...(this.random() < 0.05 && { trace_id: `1-692840c0-${this.id("")}${this.id("")}` }),
          });
      }
  }

  private emit(service: string, at: number, values: object, fields: object = {}): void {
    const rounded = Math.round(at);
    const write = (message: string) => this.entries.push({ group: groupOf(service), at: rounded, message });
    emittedMetrics(EXAMPLE_PARTS.stack, () => rounded, write).emit(values, { ...fields });
  }

  private log(service: string, at: number, fields: object): void {
    this.entries.push({ group: groupOf(service), at: Math.round(at), message: JSON.stringify(fields) });
  }

  private metric(cells: readonly string[], at: number, value: number): void {
    this.metrics.push({ metric: metricKey(cells), at, value });
  }

  private id(prefix: string): string {
    this.ids += 1;
    return `${prefix}${((this.ids * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0")}`;
  }

  /** Mulberry32. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** What each function calls what it does; tests/end-to-end/every-function-observed.test.ts compares them with real entries. */
export const EXAMPLE_OPERATIONS: Readonly<Record<string, string>> = {
  "smtp-credential-manager": "reconcile",
  "smtp-record-dispatcher": "dispatch",
  "smtp-dlq-processor": "drain",
  "smtp-feedback-recorder": "record",
  "smtp-email-validator": "validate",
  "smtp-api": "getSummary",
};

function groupOf(service: string): string {
  return EXAMPLE_PARTS.functions.find(({ name }) => name === service)?.logGroupName ?? service;
}
