import type { SuppressionReason } from "../../records/email-events";
import type { Bounces, Emails, Suppression } from "../api/emails";
import { type AccountEntry, AccountList } from "../shared/account-list";
import { CommandError } from "../shared/context";

/** https://docs.aws.amazon.com/ses/latest/dg/sending-email-global-suppression-list.html */
export const GLOBAL_LIST =
  "SES's global list cannot be read or changed: it holds an address for up to 14 days, and mail to it bounces with the " +
  "subtype Suppressed.";

/** SES keeps an address on its global list for at most this long (the same page). */
const MAX_GLOBAL_MS = 14 * 24 * 3_600_000;

/** An address on one of the three lists. */
export interface SuppressionRow {
  email: string;
  list: "stack" | "account" | "global";
  /** Such as `bounce`. */
  reason: string;
  /** Who put it there: `ses`, or whoever called the API. */
  by: string;
  /** ISO 8601. */
  since: string;
  /** ISO 8601; undefined: until somebody removes it. On the global list: at the latest. */
  until?: string;
}

/** Both lists that can be read. */
export interface SuppressionLists {
  stack: Suppression[];
  /** Undefined if the caller may not read it. */
  account: AccountEntry[] | undefined;
  /** Why the account's list is not known. */
  problem?: string;
}

interface Wanted {
  /** Any spelling. */
  email?: string | undefined;
  reason?: SuppressionReason | undefined;
}

/**
 * Reads the stack's list and the account's, with the caller's own permissions. Whoever may use the API need not have
 * permissions in SES: then the stack's own list is known alone.
 *
 * @throws CommandError if the API does not answer
 */
export async function readLists(
  emails: Emails,
  region: string,
  { email, reason }: Wanted,
): Promise<SuppressionLists> {
  const query = { ...(email !== undefined && { email }), ...(reason !== undefined && { reason }) };
  const [stack, { entries, problem }] = await Promise.all([
    emails.suppressions(query),
    accountEntries(region, email),
  ]);
  return {
    stack,
    account: entries?.filter(entry => (reason ?? entry.reason) === entry.reason),
    ...(problem !== undefined && { problem }),
  };
}

async function accountEntries(
  region: string,
  email: string | undefined,
): Promise<{ entries?: AccountEntry[]; problem?: string }> {
  const list = new AccountList(region);
  try {
    if (email === undefined) return { entries: await list.all() };
    const entry = await list.find(email);
    return { entries: entry === undefined ? [] : [entry] };
  } catch (error) {
    if (error instanceof CommandError) return { problem: error.message };
    throw error;
  } finally {
    list.close();
  }
}

/** The stack's entries, then the account's. */
export function suppressionRows({ stack, account = [] }: SuppressionLists): SuppressionRow[] {
  return [
    ...stack.map(({ email, reason, source, created_at, expires_at }): SuppressionRow => ({
      ...{ email, list: "stack", reason, by: source, since: created_at },
      ...(expires_at !== null && { until: expires_at }),
    })),
    ...account.map(({ email, reason, since }): SuppressionRow => ({
      email,
      list: "account",
      reason,
      by: "ses",
      since,
    })),
  ];
}

/**
 * What bounces say about SES's global list: each address that bounced with the subtype `Suppressed`, by its newest bounce,
 * until SES must have removed it.
 */
export function globalRows(bounces: Bounces["recent_bounces"], now: Date): SuppressionRow[] {
  const newest = new Map<string, SuppressionRow>();
  for (const { email, subtype, timestamp } of bounces) {
    const end = Date.parse(timestamp) + MAX_GLOBAL_MS;
    if (subtype !== "Suppressed" || !(end > now.getTime())) continue;
    if ((newest.get(email)?.since ?? "") >= timestamp) continue;
    const until = new Date(end).toISOString();
    newest.set(email, { email, list: "global", reason: "bounce", by: "ses", since: timestamp, until });
  }
  return [...newest.values()];
}
