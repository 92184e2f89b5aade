import type { SuppressionReason } from "../../records/email-events";
import type {
  BounceType,
  Counts,
  EmailBounce,
  EmailComplaint,
  EmailSuppression,
  EmailViolation,
} from "./models";

/** The events of the last days, today included, newest first. */
export interface EventQuery {
  /** From 1 to 90; multiples of 24 hours before now. */
  days: number;
  /** How many events to return; the counts are of all of them. */
  limit: number;
  /** How many of the newest to leave out. */
  offset?: number;
  /** Only events of mail that this login sent; {@link UNATTRIBUTED} for mail of none. */
  username?: string;
}

/** What the table knows about a period. */
interface EventReport<Event> {
  /** Events of the period, whatever the limit. */
  total: number;
  /** The ten domains with most events, the most first. */
  topDomains: readonly { domain: string; count: number }[];
  /** How many events each login has; {@link UNATTRIBUTED} among them. */
  byUsername: ReadonlyMap<string, number>;
  events: readonly Event[];
}

export interface BounceReport extends EventReport<EmailBounce> {
  counts: Readonly<Record<BounceType, number>>;
}

export interface ComplaintReport extends EventReport<EmailComplaint> {
  /** By complaint type; `unspecified` among them. */
  counts: Readonly<Record<string, number>>;
}

export interface ViolationReport extends EventReport<EmailViolation> {
  /** By the kinds of each, joined with a plus sign. */
  counts: Readonly<Record<string, number>>;
}

/** What one login sent in one hour, and what became of it. */
export interface HourlyCounts {
  username: string;
  /** yyyy-mm-ddThh (UTC), of when the mail was sent. */
  hour: string;
  counts: Counts;
}

export interface SuppressionQuery {
  reason?: SuppressionReason;
  /** From 1 to 1,000. */
  limit: number;
  offset?: number;
}

/** Entries that are in force, the newest first. */
export interface SuppressionPage {
  /** Entries with the reason asked for. */
  total: number;
  /** All entries, whatever was asked for. */
  byReason: Readonly<Record<SuppressionReason, number>>;
  suppressions: readonly EmailSuppression[];
}

/** One address: what its export contains, and what its erasure removes. */
export interface AddressHistory {
  bounces: readonly EmailBounce[];
  complaints: readonly EmailComplaint[];
  /** Messages that a login sent from this address, which it may not use. */
  violations: readonly EmailViolation[];
  /** Also one that has expired but is still there. */
  suppression: EmailSuppression | undefined;
}

/** What the API, the exporter and the commands read. */
export interface EmailEventReader {
  bounces(query: EventQuery): Promise<BounceReport>;
  complaints(query: EventQuery): Promise<ComplaintReport>;
  /** Messages that logins sent and may not send. */
  violations(query: EventQuery): Promise<ViolationReport>;
  suppressions(query: SuppressionQuery): Promise<SuppressionPage>;
  /** @returns undefined if it is not listed, or no longer in force */
  suppression(address: string): Promise<EmailSuppression | undefined>;
  /** The entries in force by reason. */
  suppressionCounts(): Promise<Readonly<Record<SuppressionReason, number>>>;
  /**
   * What each login sent, and what became of it, in the last days; logins without any are left out. Counts what has
   * arrived up to now.
   *
   * @param days from 1 to 90
   */
  counts(days: number, username?: string): Promise<ReadonlyMap<string, Counts>>;
  /** The same by the hour, without sums. */
  hours(days: number, username?: string): Promise<readonly HourlyCounts[]>;
  /** The same since the beginning: these numbers never go down. */
  totals(): Promise<ReadonlyMap<string, Counts>>;
  history(address: string): Promise<AddressHistory>;
}

/** What the API and the commands change. */
export interface SuppressionWriter {
  /** Adds an entry, or replaces the one that is there. */
  add(entry: {
    address: string;
    reason: SuppressionReason;
    /** Who adds it. */
    source: string;
    expiresAt?: Date;
  }): Promise<EmailSuppression>;
  /** @returns the entry that was removed; undefined if there was none */
  remove(address: string): Promise<EmailSuppression | undefined>;
  /** Deletes everything the table keeps about an address. @returns how many items there were */
  erase(address: string): Promise<number>;
}
