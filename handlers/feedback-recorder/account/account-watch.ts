import type { SESv2Client } from "@aws-sdk/client-sesv2";
import { ACCOUNT_WATCH_KEY } from "../../../records/keys";
import { DAY_MS } from "../../../records/rotation";
import type { EventTable, Values } from "../../email-events/table";
import type { Log } from "../../shared/logging/logger";
import type { Metrics } from "../../shared/metrics";
import type { Alert } from "../../shared/parked-alert";
import { ACCOUNT_FRESH_MS, readAccount, type SesAccount } from "../../shared/ses-account";
import { type AccountAlert, accountAlerts, type Place, quotaShare } from "./account-alerts";

/** What watching the account works with. */
export interface AccountWatchPorts {
  table: Pick<EventTable, "get" | "update">;
  ses: Pick<SESv2Client, "send">;
  metrics: Metrics;
  /** To the administrators' topic. */
  alert(alert: Alert): Promise<void>;
  log: Pick<Log, "warn">;
  now(): number;
  /** The share of the quota from which an alert is due. */
  quotaAlert: number;
  place: Place;
}

/**
 * Asks SES about the account while events arrive: at most every five minutes, whatever the number of execution
 * environments, because an item of the table says when somebody asked last. What has to be said is noted in that item
 * before it is sent, so that nobody repeats it within a day.
 */
export class AccountWatch {
  private lookedAt = -Infinity;

  constructor(private readonly ports: AccountWatchPorts) {}

  /** Never rejects: events are more important. */
  async look(): Promise<void> {
    const now = this.ports.now();
    if (now - this.lookedAt < ACCOUNT_FRESH_MS) return;
    this.lookedAt = now;
    try {
      const noted = await this.takeTurn(now);
      if (noted !== undefined) await this.judge(noted, now);
    } catch (error) {
      this.ports.log.warn("the account was not looked at", { error });
    }
  }

  /** @returns what was noted before; undefined if somebody else has asked, or asks now */
  private async takeTurn(now: number): Promise<Values | undefined> {
    const { table } = this.ports;
    const noted = (await table.get(ACCOUNT_WATCH_KEY)) ?? {};
    const { looked_at } = noted;
    if (typeof looked_at === "number" && looked_at <= now && now - looked_at < ACCOUNT_FRESH_MS)
      return undefined;
    const mine = await table.update({
      key: ACCOUNT_WATCH_KEY,
      set: { looked_at: now },
      onlyIf: { looked_at },
    });
    return mine && noted;
  }

  private async judge(noted: Values, now: number): Promise<void> {
    const account = await readAccount(this.ports.ses);
    this.measure(account);
    const due = accountAlerts(account, this.ports.quotaAlert, this.ports.place).filter(
      ({ id }) => !wasSaidToday(noted[attributeOf(id)], now),
    );
    if (due.length === 0) return;
    const ids = due.flatMap(({ id, implies }) => [id, ...(implies === undefined ? [] : [implies])]);
    const said = Object.fromEntries(ids.map(id => [attributeOf(id), now]));
    const isMine = await this.ports.table.update({
      key: ACCOUNT_WATCH_KEY,
      set: said,
      onlyIf: { looked_at: now },
    });
    if (isMine !== undefined) await Promise.all(due.map(each => this.say(each)));
  }

  private measure({ quota }: SesAccount): void {
    const share = quotaShare(quota);
    if (share !== undefined) this.ports.metrics.emit({ QuotaUsed: share * 100 });
  }

  private async say({ id, alert }: AccountAlert): Promise<void> {
    this.ports.log.warn("alert about the account", { notice: id });
    await this.ports.alert(alert);
  }
}

function attributeOf(id: string): string {
  return `alerted_${id}`;
}

/** A time that is ahead was written by a clock that was set back, and counts for nothing. */
function wasSaidToday(at: unknown, now: number): boolean {
  return typeof at === "number" && at <= now && now - at < DAY_MS;
}
