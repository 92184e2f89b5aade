import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SUPPRESSION_REASONS, type SuppressionReason } from "../../../records/email-events";
import { countMarks } from "../count/count-marks";
import type { BounceType, Counts, EmailSuppression, EmailViolation } from "../models";
import type {
  AddressHistory,
  BounceReport,
  ComplaintReport,
  EmailEventReader,
  EventQuery,
  HourlyCounts,
  SuppressionPage,
  SuppressionQuery,
  SuppressionWriter,
  ViolationReport,
} from "../reader-types";
import { DEFAULT_RETENTION, type Retention } from "../retention";
import { type NewSuppression, Suppressions } from "../suppressions";
import { EventTable } from "../table";
import { erase, historyOf } from "./address";
import { readCounts, readHours, readTotals } from "./counts-since";
import { readSince } from "./events-since";

/** Counting again within this time would find little; a scraper may ask every few seconds. */
const MAX_COUNT_AGE_MS = 10_000;

/**
 * The events, counts and suppressions in the table, for those who read them, and change the suppression list. Every call
 * throws AWS's error.
 */
export class TableEmails implements EmailEventReader, SuppressionWriter {
  private readonly table: EventTable;
  private readonly list: Suppressions;
  private countedAt = -Infinity;

  /** @param retention of what counting writes */
  constructor(
    dynamodb: Pick<DynamoDBClient, "send">,
    tableName: string,
    private readonly now: () => number = Date.now,
    private readonly retention: Retention = DEFAULT_RETENTION,
  ) {
    this.table = new EventTable(dynamodb, tableName);
    this.list = new Suppressions(this.table, now);
  }

  async bounces(query: EventQuery): Promise<BounceReport> {
    const { counts, ...report } = await readSince(
      this.table,
      "bounce",
      query,
      ({ bounce_type }) => bounce_type,
      this.now(),
    );
    const countOf = (type: BounceType) => counts.get(type) ?? 0;
    return {
      ...report,
      counts: {
        permanent: countOf("permanent"),
        transient: countOf("transient"),
        undetermined: countOf("undetermined"),
      },
    };
  }

  async complaints(query: EventQuery): Promise<ComplaintReport> {
    const { counts, ...report } = await readSince(
      this.table,
      "complaint",
      query,
      ({ complaint_type }) => complaint_type,
      this.now(),
    );
    return { ...report, counts: { unspecified: 0, ...Object.fromEntries(counts) } };
  }

  async violations(query: EventQuery): Promise<ViolationReport> {
    const kindOf = ({ kinds }: EmailViolation) => [kinds].flat().join(" + ");
    const { counts, ...report } = await readSince(this.table, "violation", query, kindOf, this.now());
    return { ...report, counts: Object.fromEntries(counts) };
  }

  async suppressions({ reason, limit, offset = 0 }: SuppressionQuery): Promise<SuppressionPage> {
    const byReason = noReasons();
    const entries: EmailSuppression[] = [];
    for await (const entry of this.list.inForce()) {
      byReason[entry.reason]++;
      if (reason === undefined || entry.reason === reason) entries.push(entry);
    }
    const order = ({ created_at, email }: EmailSuppression) => `${created_at} ${email}`;
    entries.sort((a, b) => (order(a) < order(b) ? 1 : -1));
    return { total: entries.length, byReason, suppressions: entries.slice(offset, offset + limit) };
  }

  async suppression(address: string): Promise<EmailSuppression | undefined> {
    const entry = await this.list.get(address);
    return entry !== undefined && this.list.isInForce(entry) ? entry : undefined;
  }

  async suppressionCounts(): Promise<Record<SuppressionReason, number>> {
    const byReason = noReasons();
    for await (const { reason } of this.list.inForce()) byReason[reason]++;
    return byReason;
  }

  async counts(days: number, username?: string): Promise<ReadonlyMap<string, Counts>> {
    return readCounts(this.table, days, await this.usernames(username), this.now());
  }

  async hours(days: number, username?: string): Promise<readonly HourlyCounts[]> {
    return readHours(this.table, days, await this.usernames(username), this.now());
  }

  /** Counts what has arrived up to now. @returns the one, or all that have sent something */
  private async usernames(username: string | undefined): Promise<Iterable<string>> {
    const totals = await this.totals();
    return username === undefined ? totals.keys() : [username];
  }

  async totals(): Promise<ReadonlyMap<string, Counts>> {
    if (this.now() - this.countedAt >= MAX_COUNT_AGE_MS) {
      const startedAt = this.now();
      await countMarks(this.table, this.retention, this.now);
      this.countedAt = startedAt;
    }
    return readTotals(this.table);
  }

  history(address: string): Promise<AddressHistory> {
    return historyOf(this.table, this.list, address);
  }

  add(entry: NewSuppression): Promise<EmailSuppression> {
    return this.list.add(entry);
  }

  remove(address: string): Promise<EmailSuppression | undefined> {
    return this.list.remove(address);
  }

  erase(address: string): Promise<number> {
    return erase(this.table, address);
  }
}

function noReasons(): Record<SuppressionReason, number> {
  return Object.fromEntries(SUPPRESSION_REASONS.map(reason => [reason, 0])) as Record<
    SuppressionReason,
    number
  >;
}
