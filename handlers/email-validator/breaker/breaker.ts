import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { alertedKey } from "../../../records/circuit-breaker";
import { uncountedKey } from "../../../records/email-events";
import { enabledKey, holdKey } from "../../../records/keys";
import { countAnnounced } from "../../email-events/count/count-marks";
import { expiry, type Retention } from "../../email-events/retention";
import type { EventTable } from "../../email-events/table";
import { readHold } from "../../../records/hold";
import { enabledSince } from "../../shared/enabled-since";
import { itemValues } from "../../shared/item-values";
import type { Alert } from "../../shared/parked-alert";
import type { Log } from "../../shared/logging/logger";
import { readItems } from "../../shared/read-items";
import { hourAt, hourName } from "./history";
import type { StopRequest } from "../stop-login";
import { judge } from "./judge";
import { readHistory, readOpenHours, sendsMoreThanFew } from "./read-history";
import { allowSuspension } from "./suspensions";
import { alertOf, holdReason, type NotStopped, reasonOf } from "./texts";
import type { Thresholds } from "./thresholds";
import type { Verdict } from "./verdict";

export interface BreakerSettings {
  /** Stop a login, or only report it. */
  suspends: boolean;
  thresholds: Thresholds;
  retention: Retention;
}

export interface BreakerPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: EventTable;
  /** Holds a login and stops it. @returns whether the hold is new */
  stop: (username: string, request: StopRequest) => Promise<boolean>;
  alert: (alert: Alert) => Promise<void>;
  now: () => number;
  log: Pick<Log, "warn">;
}

/** While a login sends, it is examined once in this time, in each execution environment, and while its volume grows. */
const EXAMINED_MS = 60_000;

/** The messages of a login in an hour, as far as this execution environment has seen them. */
interface Seen {
  hour: number;
  messages: number;
  /** When it was examined, and at how many messages. */
  at: number;
  examined: number;
}

/** In a warm execution environment. */
const MAX_REMEMBERED = 5_000;

/** Hours that may have marks which nobody has counted: the daily count was a day ago, or two if it failed. */
const UNCOUNTED_HOURS = 54;

/** A claim to an alert is taken over after this time: whoever made it has failed. */
const CLAIM_MS = 30_000;

/** The circuit breaker of each login. An instance lives as long as the execution environment. */
export class CircuitBreaker {
  private readonly seen = new Map<string, Seen>();
  /** Hours before these were counted once nobody added to them any more. */
  private readonly countedUntil = new Map<string, number>();

  constructor(
    private readonly ports: BreakerPorts,
    private readonly settings: BreakerSettings,
  ) {}

  /**
   * A login has sent a message. Examines it unless that was done less than a minute ago, and whenever the messages of an
   * hour have doubled: an attack may send hundreds in a minute. A login that sends little is not examined: most mail is
   * sent by such logins, and an examination costs more than all else that happens to a message. The recorder asks for one
   * when its mail bounces.
   *
   * @throws AWS's error
   */
  async sent(username: string): Promise<void> {
    const now = this.ports.now();
    const seen = this.seen.get(username);
    const hour = hourAt(now);
    const messages = (seen?.hour === hour ? seen.messages : 0) + 1;
    const examined = seen?.hour === hour ? seen.examined : 0;
    const isRecent = seen !== undefined && seen.at <= now && now - seen.at < EXAMINED_MS;
    if (isRecent && messages < 2 * examined) {
      this.seen.set(username, { ...seen, messages });
      return;
    }
    remember(this.seen, username, { hour, messages, at: now, examined: messages });
    if (await sendsMoreThanFew(this.ports.table, username, hour)) await this.examine(username);
  }

  /**
   * Judges a login, and stops or reports it. Repeating it does no harm.
   *
   * @throws AWS's error: then call it again
   */
  async examine(username: string): Promise<void> {
    const { table, now } = this.ports;
    const { thresholds, retention } = this.settings;
    const state = await this.readState(username);
    if (state.isHeld) return;
    await countAnnounced(table, state.past, retention, now);
    const open = await readOpenHours(table, username, state.open);
    const at = now();
    const history = await readHistory(table, username, { since: state.since, open }, at, thresholds);
    const [first, ...others] = judge(history, at, thresholds);
    if (first === undefined) return;
    await this.act(username, [first, ...others]);
  }

  private async act(username: string, verdicts: readonly [Verdict, ...Verdict[]]): Promise<void> {
    const { table, stop, now, log } = this.ports;
    const [first] = verdicts;
    let notStopped: NotStopped = { because: "observe" };
    if (this.settings.suspends) {
      const permission = await allowSuspension(table, username, now());
      if (permission.allowed) {
        const since = new Date(Math.max(...verdicts.map(({ lastAt }) => lastAt)));
        const isNew = await stop(username, {
          reason: holdReason(first),
          evidence: `ses-smtp report ${username} --days 3`,
          cause: "circuit breaker",
          since,
        });
        if (isNew)
          log.warn("circuit breaker", {
            username,
            rule: first.rule,
            reason: reasonOf(first),
            action: "stop",
          });
        return;
      }
      notStopped = { because: "others", suspended: permission.suspended };
    }
    for (const verdict of verdicts) await this.tell(username, verdict, notStopped);
  }

  /** Once for each login, rule and day. */
  private async tell(username: string, verdict: Verdict, notStopped: NotStopped): Promise<void> {
    const { table, alert, now, log } = this.ports;
    const { rule } = verdict;
    const at = new Date(now()).toISOString();
    const key = alertedKey(username, rule, at);
    const { claimed_at, alerted_at } = (await table.get(key)) ?? {};
    if (alerted_at !== undefined || (typeof claimed_at === "number" && now() - claimed_at < CLAIM_MS)) return;
    const claim = { claimed_at: now(), ...expiry(this.settings.retention, at, 2) };
    const claimed = await table.update({ key, set: claim, onlyIf: { claimed_at, alerted_at: undefined } });
    if (claimed === undefined) return;
    await alert(alertOf(username, verdict, notStopped));
    await table.update({ key, set: { alerted_at: at } });
    log.warn("circuit breaker", { username, rule, reason: reasonOf(verdict), action: "alert" });
  }

  /** In one call. */
  private async readState(username: string) {
    const { dynamodb, table, now } = this.ports;
    const [hold, enabled] = [holdKey(username), enabledKey(username)];
    const hours = this.openHours(username, hourAt(now()));
    const keys = hours.map(hour => uncountedKey(username, hourName(hour)));
    const items = await readItems(dynamodb, table.name, [hold, enabled, ...keys]);
    for (const key of [hold, enabled, ...keys])
      if (items.isUnprocessed(key)) throw new Error("DynamoDB left the read unprocessed.");
    const announced = hours.flatMap((hour, index) => {
      const item = items.get(keys[index]!);
      return item === undefined ? [] : [{ hour, item: itemValues(item) }];
    });
    const current = hourAt(now());
    remember(this.countedUntil, username, Math.min(...announced.map(({ hour }) => hour), current - 1));
    const held = items.get(hold);
    return {
      isHeld: readHold(held && itemValues(held)) !== undefined,
      since: enabledSince(items.get(enabled), held),
      past: announced.filter(({ hour }) => hour < current).map(({ item }) => item),
      open: announced.map(({ hour }) => hour).filter(hour => hour >= current),
    };
  }

  /** SES's clock may be a little ahead. */
  private openHours(username: string, current: number): number[] {
    const from = Math.max(this.countedUntil.get(username) ?? 0, current - UNCOUNTED_HOURS);
    return Array.from({ length: current + 2 - from }, (_, index) => from + index);
  }
}

function remember<Value>(memory: Map<string, Value>, username: string, value: Value): void {
  if (memory.size >= MAX_REMEMBERED) memory.clear();
  memory.set(username, value);
}
