import { DAY_MS, spreadMs } from "../../../records/rotation";
import type { ReadRecord } from "../../reconciler/adapters/record-versions";
import type { LeaseItem } from "../../reconciler/lease/item";
import type { ManagerEvent } from "../../shared/manager-event";
import { brief } from "../../shared/words";
import type { UnreadableRule } from "../rules/known-rules";
import { type ListedUser, findings, type SweepSettings } from "./find";
import { countsOf, type Finding, type FindingKind } from "./finding";
import type { Inspected } from "./inspect";
import type { OtherLogin } from "../other-logins";
import { planEvents } from "./plan-events";
import { type StatusCounts, statusCounts } from "./status-counts";

/** The options of a sweep. */
export interface SweepRequest {
  /** A label for the log. */
  cause: string;
  /** Only find, repair nothing. */
  dryRun: boolean;
  /** Check every user in IAM, instead of a seventh of them. */
  everyone: boolean;
  /** Changes of receiving rules may have been lost: search the table for rules again. */
  searchRules: boolean;
  /** A person consents to the repairs that need it. */
  consent: boolean;
}

/** What a sweep found and did. */
export interface SweepReport {
  counts: Record<FindingKind, number>;
  /** At most {@link MAX_REPORTED}, and as many as an answer can hold. */
  findings: Finding[];
  records: number;
  /** How many records have each status. */
  statuses: StatusCounts;
  users: number;
  /** Users that were checked in IAM, and those that there was no time for. */
  inspected: number;
  notInspected: number;
  /** Events that were sent, and events that wake-ups will send. */
  sent: number;
  booked: number;
}

/** The services that a sweep works with. All throw AWS's errors. */
export interface SweepPorts {
  readRecords(): Promise<ReadRecord[]>;
  readLeases(): Promise<Map<string, LeaseItem>>;
  listUsers(): Promise<ListedUser[]>;
  inspect(user: ListedUser): Promise<Inspected | undefined>;
  /** The logins that another system keeps in its second layout. */
  readOtherLogins(): Promise<OtherLogin[]>;
  countParked(): Promise<number>;
  /** Holds a login whose user AWS has quarantined, with this policy. */
  hold(username: string, policy: string): Promise<void>;
  /** Removes the record of a killed self-test, if it still has this description, and what that run created besides. */
  removeSelfTest(username: string, description: string): Promise<void>;
  send(event: ManagerEvent): Promise<void>;
  book(event: ManagerEvent, atMs: number): Promise<void>;
  /** Receiving rules that give nothing because of how they are written. */
  unreadableRules: readonly UnreadableRule[];
  now(): number;
  remainingMs(): number;
  settings: SweepSettings;
}

/** A synchronous answer holds 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const MAX_REPORTED = 5_000;
const MAX_REPORTED_BYTES = 4_000_000;

/** Reserved for sending the events. */
const CLOSING_MS = 30_000;

/** Users that are checked in parallel: IAM throttles reads too. */
const MAX_AT_ONCE = 4;

/**
 * Compares the table with IAM, and has the manager repair what it may.
 *
 * @throws AWS's error; events that were sent or booked before it still take effect
 */
export async function sweep(
  request: SweepRequest,
  correlationId: string,
  ports: SweepPorts,
): Promise<SweepReport> {
  // IAM first: a record that is written meanwhile then seems to lack its user, instead of its user seeming to lack a
  // record.
  const users = await ports.listUsers();
  const [records, leases] = await Promise.all([ports.readRecords(), ports.readLeases()]);
  const now = ports.now();
  const due = users.filter(user => user.ours && (request.everyone || isDueToday(user.username, now)));
  const { inspected, left } = await inspectAll(due, ports);
  const found = findings({ records, users, leases, inspected }, ports.settings, now);
  for (const { pattern, problem } of ports.unreadableRules)
    found.push({ kind: "unreadable_rule", username: "", detail: `${brief(pattern)}: ${problem}` });
  for (const { username, user = "unknown" } of await ports.readOtherLogins())
    if (!found.some(each => each.kind === "unmanaged_login" && each.username === username))
      found.push({ kind: "unmanaged_login", username, detail: `IAM user ${brief(user)}` });
  const parked = await ports.countParked();
  if (parked > 0) found.push({ kind: "parked_messages", username: "", detail: inWords(parked) });
  if (!request.dryRun)
    for (const { kind, username, detail } of found) {
      if (kind === "quarantined_user") await ports.hold(username, detail);
      // Then the manager, which gets an event like any other, finds no record, and removes the user.
      if (kind === "self_test_left") await ports.removeSelfTest(username, detail);
    }
  const planned = request.dryRun ? [] : planEvents(found, request.consent, correlationId, now);
  for (const { event, at } of planned) await (at === undefined ? ports.send(event) : ports.book(event, at));
  return {
    counts: countsOf(found),
    findings: reported(found),
    records: records.length,
    statuses: statusCounts(records),
    users: users.length,
    inspected: inspected.length,
    notInspected: left,
    sent: planned.filter(({ at }) => at === undefined).length,
    booked: planned.filter(({ at }) => at !== undefined).length,
  };
}

function reported(found: readonly Finding[]): Finding[] {
  let left = MAX_REPORTED_BYTES;
  return found.slice(0, MAX_REPORTED).filter(finding => {
    left -= Buffer.byteLength(JSON.stringify(finding));
    return left >= 0;
  });
}

/** SQS's count is approximate. */
function inWords(parked: number): string {
  return parked === 1 ? "1 message" : `about ${parked} messages`;
}

/** Each username is checked on its own day of the week. */
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
