import { setTimeout as pause } from "node:timers/promises";
import { SUSPENSIONS_KEY } from "../../../records/circuit-breaker";
import { CREDENTIAL_PK } from "../../../records/keys";
import type { EventTable, Values } from "../../email-events/table";
import { HOUR_MS } from "./history";

/** More than these in an hour are not the logins' doing: somebody may sign up others' addresses to get them stopped. */
const MAX_SUSPENSIONS = 3;
const MAX_SHARE = 0.1;

/** How often parallel runs may overtake this one: each that does suspends a login, and there are few. */
const MAX_TRIES = 10;
const MAX_PAUSE_MS = 50;

/** @param logins that the stack has. @returns how many may be suspended in an hour: at least one */
export function maxSuspensions(logins: number): number {
  return Math.max(1, Math.min(MAX_SUSPENSIONS, Math.floor(logins * MAX_SHARE)));
}

/** The logins suspended in the last hour, by when; ms since 1970. */
type Recent = Readonly<Record<string, number>>;

/**
 * Whether the circuit breaker may suspend this login now, which is then noted. Parallel runs never get more permissions
 * than there are: each note requires that nobody else has written one meanwhile. A login that has its permission already
 * keeps it, so that a run that was cut off can be repeated.
 *
 * @returns how many logins have been suspended within the last hour, if that is the most already
 * @throws AWS's error
 */
export async function allowSuspension(
  table: EventTable,
  username: string,
  now: number,
): Promise<{ allowed: true } | { allowed: false; suspended: number }> {
  for (let round = 0; round < MAX_TRIES; round++) {
    const item = await table.get(SUSPENSIONS_KEY);
    const recent = recentIn(item, now);
    if (Object.hasOwn(recent, username)) return { allowed: true };
    const suspended = Object.keys(recent).length;
    if (suspended > 0 && suspended >= maxSuspensions(await countLogins(table)))
      return { allowed: false, suspended };
    const version = item?.version;
    const noted = await table.update({
      key: SUSPENSIONS_KEY,
      set: {
        recent: { ...recent, [username]: now },
        version: (typeof version === "number" ? version : 0) + 1,
      },
      onlyIf: { version },
    });
    if (noted !== undefined) return { allowed: true };
    await pause(Math.random() * MAX_PAUSE_MS);
  }
  throw new Error("Others are suspending logins at the same time; Lambda retries.");
}

function recentIn(item: Values | undefined, now: number): Recent {
  const entries = Object.entries((item?.recent ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > now - HOUR_MS,
    ),
  );
}

/** Those that can send, or could before they were stopped. */
async function countLogins(table: EventTable): Promise<number> {
  let logins = 0;
  for await (const page of table.query(CREDENTIAL_PK, undefined, ["SK", "status"]))
    logins += page.filter(({ status }) => status !== "disabled").length;
  return logins;
}
