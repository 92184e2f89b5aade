import { COUNTERS, UNATTRIBUTED } from "../../../records/email-events";
import { suppressionKey } from "../../../records/keys";
import type {
  Counts,
  EmailBounce,
  EmailComplaint,
  EmailSuppression,
  EmailViolation,
} from "../../../handlers/email-events/models";
import type {
  EmailEventReader,
  EventQuery,
  HourlyCounts,
  SuppressionWriter,
} from "../../../handlers/email-events/reader-types";

/** What a test has recorded; it may change it between calls. */
export interface RecordedEmails {
  bounces: EmailBounce[];
  complaints: EmailComplaint[];
  violations: EmailViolation[];
  suppressions: EmailSuppression[];
  counts: Map<string, Counts>;
  totals: Map<string, Counts>;
  /** By the hour; default: {@link counts}, all in the last hour. */
  hours: HourlyCounts[];
  /** The queries, in order. */
  asked: { method: string; query: unknown }[];
}

/** Counts of which those not named are 0. */
export function counts(some: Partial<Counts>): Counts {
  return { ...(Object.fromEntries(COUNTERS.map(name => [name, 0])) as Counts), ...some };
}

export function bounce(email: string, some: Partial<EmailBounce> = {}): EmailBounce {
  return {
    ...{ id: `bounce-${email}`, email, bounce_type: "permanent", bounce_subtype: "General" },
    ...{ message_id: "message-1", feedback_id: "feedback-1", timestamp: "2026-11-26T11:00:00.000Z" },
    ...{ suppressed: true, created_at: "2026-11-26T11:00:01.000Z" },
    ...some,
  };
}

export function complaint(email: string, some: Partial<EmailComplaint> = {}): EmailComplaint {
  return {
    ...{ id: `complaint-${email}`, email, complaint_type: "abuse" },
    ...{ message_id: "message-2", feedback_id: "feedback-2", timestamp: "2026-11-26T11:00:00.000Z" },
    ...{ suppressed: true, created_at: "2026-11-26T11:00:01.000Z" },
    ...some,
  };
}

export function violation(email: string, some: Partial<EmailViolation> = {}): EmailViolation {
  return {
    ...{ id: `violation-${email}`, email, kinds: ["header_from"], message_id: "message-3", username: "jane" },
    ...{ timestamp: "2026-11-26T11:00:00.000Z", created_at: "2026-11-26T11:00:01.000Z" },
    ...some,
  };
}

export function noEmails(): RecordedEmails {
  return {
    ...{ bounces: [], complaints: [], violations: [], suppressions: [], asked: [], hours: [] },
    ...{ counts: new Map(), totals: new Map() },
  };
}

/** The clock of the API in tests begins soon after. */
const LAST_HOUR = "2026-11-26T11";

/** Reads what a test has recorded, without a table. Periods are not looked at. */
export function emailsIn(recorded: RecordedEmails): EmailEventReader {
  const asked = (method: string, query: unknown) => recorded.asked.push({ method, query });
  const sentBy = <Event extends { username?: string }>(all: Event[], { username }: EventQuery) =>
    all.filter(event => username === undefined || (event.username ?? UNATTRIBUTED) === username);
  const report = <Event extends { email: string; username?: string }>(all: Event[], query: EventQuery) => {
    const { limit, offset = 0 } = query;
    const events = sentBy(all, query);
    const byUsername = tally(events, event => event.username ?? UNATTRIBUTED);
    const domains = tally(events, ({ email }) => email.split("@").at(-1) ?? "");
    return {
      total: events.length,
      topDomains: [...domains].map(([domain, count]) => ({ domain, count })),
      byUsername,
      events: events.slice(offset, offset + limit),
    };
  };
  const byReason = () => ({
    ...{ bounce: 0, complaint: 0, manual: 0 },
    ...(Object.fromEntries(tally(recorded.suppressions, ({ reason }) => reason)) as object),
  });
  return {
    bounces: async query => {
      asked("bounces", query);
      const found = report(recorded.bounces, query);
      const types = tally(sentBy(recorded.bounces, query), ({ bounce_type }) => bounce_type);
      return {
        ...found,
        counts: { permanent: 0, transient: 0, undetermined: 0, ...Object.fromEntries(types) },
      };
    },
    complaints: async query => {
      asked("complaints", query);
      const types = tally(sentBy(recorded.complaints, query), ({ complaint_type }) => complaint_type);
      return { ...report(recorded.complaints, query), counts: Object.fromEntries(types) };
    },
    violations: async query => {
      asked("violations", query);
      const kinds = tally(sentBy(recorded.violations, query), each => each.kinds.join(" + "));
      return { ...report(recorded.violations, query), counts: Object.fromEntries(kinds) };
    },
    suppressions: async query => {
      asked("suppressions", query);
      const { reason, limit, offset = 0 } = query;
      const found = recorded.suppressions.filter(entry => (reason ?? entry.reason) === entry.reason);
      return {
        total: found.length,
        byReason: byReason(),
        suppressions: found.slice(offset, offset + limit),
      };
    },
    suppression: async address => entryOf(recorded, address),
    suppressionCounts: async () => byReason(),
    counts: async (days, username) => {
      asked("counts", { days, username });
      return new Map([...recorded.counts].filter(([name]) => (username ?? name) === name));
    },
    hours: async (days, username) => {
      asked("hours", { days, ...(username !== undefined && { username }) });
      const lastHour = ([name, each]: [string, Counts]) => ({
        username: name,
        hour: LAST_HOUR,
        counts: each,
      });
      const all = recorded.hours.length > 0 ? recorded.hours : [...recorded.counts].map(lastHour);
      return all.filter(each => (username ?? each.username) === each.username);
    },
    totals: async () => recorded.totals,
    history: async address => {
      const of = suppressionKey(address);
      return {
        bounces: recorded.bounces.filter(({ email }) => email === of),
        complaints: recorded.complaints.filter(({ email }) => email === of),
        violations: recorded.violations.filter(({ email }) => email === of),
        suppression: entryOf(recorded, address),
      };
    },
  };
}

/** Changes the suppression list that a test has recorded. */
export function listIn(recorded: RecordedEmails, now: () => Date): SuppressionWriter {
  return {
    add: async ({ address, reason, source, expiresAt }) => {
      const entry: EmailSuppression = {
        ...{ email: suppressionKey(address), reason, source, created_at: now().toISOString() },
        ...(expiresAt === undefined ? {} : { expires_at: expiresAt.toISOString() }),
      };
      recorded.suppressions = [...recorded.suppressions.filter(({ email }) => email !== entry.email), entry];
      return entry;
    },
    remove: async address => {
      const entry = entryOf(recorded, address);
      recorded.suppressions = recorded.suppressions.filter(each => each !== entry);
      return entry;
    },
    erase: async () => 0,
  };
}

function entryOf({ suppressions }: RecordedEmails, address: string): EmailSuppression | undefined {
  return suppressions.find(({ email }) => email === suppressionKey(address));
}

function tally<Item, Key extends string>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, number> {
  const counted = new Map<Key, number>();
  for (const item of items) counted.set(keyOf(item), (counted.get(keyOf(item)) ?? 0) + 1);
  return counted;
}
