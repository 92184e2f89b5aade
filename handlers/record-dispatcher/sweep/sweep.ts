import { DAY_MS, spreadMs } from "../../../records/rotation";
import type { ReadRecord } from "../../reconciler/adapters/record-versions";
import type { LeaseItem } from "../../reconciler/lease/item";
import type { ManagerEvent } from "../../shared/manager-event";
import { type ListedUser, findings, type SweepSettings } from "./find";
import { countsOf, type Finding, type FindingKind } from "./finding";
import type { Inspected } from "./inspect";
import { planEvents } from "./plan-events";

/** What a sweep is asked for. */
export interface SweepRequest {
  /** A label for the log. */
  cause: string;
  /** Find only. */
  dryRun: boolean;
  /** Look at every user in IAM, and not at a seventh of them. */
  everyone: boolean;
  /** A person agrees to what a sweep does not do by itself. */
  consent: boolean;
}

/** What it has found and done. */
export interface SweepReport {
  counts: Record<FindingKind, number>;
  /** At most {@link MAX_REPORTED}. */
  findings: Finding[];
  records: number;
  users: number;
  /** Users that were looked at in IAM, and those that no time was left for. */
  inspected: number;
  notInspected: number;
  /** Events that were sent, and those that wake-ups will send. */
  sent: number;
  booked: number;
}

/** The services that a sweep works with. All throw AWS's errors. */
export interface SweepPorts {
  readRecords(): Promise<ReadRecord[]>;
  readLeases(): Promise<Map<string, LeaseItem>>;
  listUsers(): Promise<ListedUser[]>;
  inspect(user: ListedUser): Promise<Inspected | undefined>;
  countParked(): Promise<number>;
  send(event: ManagerEvent): Promise<void>;
  book(event: ManagerEvent, atMs: number): Promise<void>;
  now(): number;
  remainingMs(): number;
  settings: SweepSettings;
}

/** A synchronous answer holds 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const MAX_REPORTED = 5_000;

/** For sending the events once enough was looked at. */
const CLOSING_MS = 30_000;

/** Users that are looked at side by side: IAM throttles reads too. */
const MAX_AT_ONCE = 4;

/**
 * Compares table and IAM, and has the manager repair what it may.
 *
 * @throws AWS's error; what was sent or booked by then is done all the same
 */
export async function sweep(
  request: SweepRequest,
  correlationId: string,
  ports: SweepPorts,
): Promise<SweepReport> {
  // IAM first: a record that is written meanwhile then has a user too few, and not a user without a record.
  const users = await ports.listUsers();
  const [records, leases] = await Promise.all([ports.readRecords(), ports.readLeases()]);
  const now = ports.now();
  const due = users.filter(user => user.ours && (request.everyone || isDueToday(user.username, now)));
  const { inspected, left } = await inspectAll(due, ports);
  const found = findings({ records, users, leases, inspected }, ports.settings, now);
  const parked = await ports.countParked();
  if (parked > 0) found.push({ kind: "parked_messages", username: "", detail: `about ${parked} messages` });
  const planned = request.dryRun ? [] : planEvents(found, request.consent, correlationId, now);
  for (const { event, at } of planned) await (at === undefined ? ports.send(event) : ports.book(event, at));
  return {
    counts: countsOf(found),
    findings: found.slice(0, MAX_REPORTED),
    records: records.length,
    users: users.length,
    inspected: inspected.length,
    notInspected: left,
    sent: planned.filter(({ at }) => at === undefined).length,
    booked: planned.filter(({ at }) => at !== undefined).length,
  };
}

/** Each username has its day of the week. */
function isDueToday(username: string, now: number): boolean {
  return Math.floor((spreadMs(username) / DAY_MS) * 7) === Math.floor(now / DAY_MS) % 7;
}

async function inspectAll(
  users: readonly ListedUser[],
  ports: SweepPorts,
): Promise<{ inspected: Inspected[]; left: number }> {
  const inspected: Inspected[] = [];
  const queue = [...users];
  const work = async () => {
    while (ports.remainingMs() > CLOSING_MS) {
      const user = queue.shift();
      if (user === undefined) return;
      const found = await ports.inspect(user);
      if (found !== undefined) inspected.push(found);
    }
  };
  await Promise.all(Array.from({ length: MAX_AT_ONCE }, work));
  return { inspected, left: queue.length };
}
