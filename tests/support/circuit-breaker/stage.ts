import { type BreakerPorts, CircuitBreaker } from "../../../handlers/email-validator/breaker/breaker";
import { DEFAULT_THRESHOLDS } from "../../../handlers/email-validator/breaker/thresholds";
import type { Alert } from "../../../handlers/shared/parked-alert";
import { holdKey } from "../../../records/keys";
import { eventsIn, EventStore, NOW } from "../ses-events/event-store";
import { bounce, failed, message } from "../ses-events/reported-shapes";
import { DAY } from "./traffic";

interface Sending {
  count: number;
  at?: number;
  ip?: string;
  username?: string;
  /** How many of them bounce. */
  bounces?: number;
}

/** The real recorder and circuit breaker on the model of DynamoDB. */
export class Stage {
  readonly store = new EventStore();
  readonly stopped: { username: string; reason: string; since: Date }[] = [];
  readonly alerts: Alert[] = [];
  readonly logged: unknown[] = [];
  alertFails = false;
  private serial = 0;

  breaker(suspends = false): CircuitBreaker {
    const ports: BreakerPorts = {
      dynamodb: this.store.client(),
      table: this.store.table,
      stop: (username, { reason, since }) => {
        this.stopped.push({ username, reason, since });
        this.put(holdKey(username), {
          kind: "suspended",
          at: new Date(this.store.now).toISOString(),
          reason,
        });
        return Promise.resolve(true);
      },
      alert: alert => {
        if (this.alertFails) return Promise.reject(new Error("SNS"));
        this.alerts.push(alert);
        return Promise.resolve();
      },
      now: () => this.store.now,
      log: { warn: (_, fields) => this.logged.push(fields) },
    };
    const { retention } = this.store;
    return new CircuitBreaker(ports, { suspends, thresholds: DEFAULT_THRESHOLDS, retention });
  }

  /** Mail to one recipient each, in ten domains. */
  async send({ count, at = NOW, ip = "192.0.2.7", username = "jane", bounces = 0 }: Sending): Promise<void> {
    const events = Array.from({ length: count }, (_, index) => {
      const to = `r${this.serial++}@d${index % 10}.example`;
      const details = {
        timestamp: new Date(at).toISOString(),
        destination: [to],
        tags: { "ses:source-ip": [ip], "ses:caller-identity": [`ses-smtp-user-${username}-1763000000`] },
      };
      const sent = message("event", "Send", {}, details);
      const { messageId } = sent.mail as { messageId: string };
      if (index >= bounces) return [sent];
      const hard = { type: "Permanent", subtype: "General", recipients: [failed(to)] };
      return [
        sent,
        bounce("event", { ...hard, others: { timestamp: details.timestamp } }, { ...details, messageId }),
      ];
    });
    const now = this.store.now;
    this.store.now = at;
    await this.store.recorder().record(eventsIn(events.flat(), this.store.now));
    this.store.now = now;
  }

  /** Three weeks of ten mails a day from the office. */
  async past(): Promise<void> {
    for (let day = 21; day > 0; day--) await this.send({ count: 10, at: NOW - day * DAY });
    await this.store.totals(); // as the daily run does
  }

  put(key: { PK: string; SK: string }, values: Record<string, string>): void {
    this.store.model.put(
      Object.fromEntries(Object.entries({ ...key, ...values }).map(([name, value]) => [name, { S: value }])),
    );
  }
}
