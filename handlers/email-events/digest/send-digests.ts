import { digestKey } from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";
import { inParallel } from "../../shared/in-parallel";
import type { Log } from "../../shared/logging/logger";
import type { Notices } from "../../shared/notices";
import { addCounts, toCounts } from "../count/count-marks";
import type { Counts } from "../models";
import { readCounts, readTotals } from "../read/counts-since";
import type { Suppressions } from "../suppressions";
import type { EventTable } from "../table";
import { newProblems, type Problems, readTold, type Told, toldBy } from "./problems";
import { suppressedSince } from "./suppressed-since";
import { digestAlert, digestMail, type LoginDigest, RATE_DAYS } from "./texts";

/** What sending digests needs. */
export interface DigestPorts {
  table: EventTable;
  suppressions: Suppressions;
  notices: Pick<Notices, "alert" | "mail" | "canMail">;
  /** @returns the holder's address of each login that has one @throws Error if that is not known for all */
  ownersOf(usernames: readonly string[]): Promise<ReadonlyMap<string, string>>;
  now: () => number;
  log: Pick<Log, "info" | "warn">;
}

type Audience = "administrators" | "holders";

/** What an audience was told so far. */
interface LastDigest {
  version: number | undefined;
  /** When, in ms since 1970. */
  until: number | undefined;
  told: ReadonlyMap<string, Told>;
}

/** Before the first digest, only this much is looked through for suppressed addresses. */
const FIRST_PERIOD_MS = 7 * DAY_MS;

const CONCURRENT = 4;

/**
 * Once a day: one message to the alert topic about all logins, and an email to each holder about their own, if SES has
 * reported problems since the one before. What is new is the difference of the running totals, so that an event that
 * came late is in the next digest, and none in two. It is noted before anything is sent: a run that dies in between says
 * less, never the same twice. What could not be delivered is in the next digest again.
 *
 * No digest names a recipient: those are in the table and the recorder's log only.
 */
export async function sendDigests(ports: DigestPorts): Promise<void> {
  const totals = await readTotals(ports.table);
  await tellAdministrators(ports, totals);
  await tellHolders(ports, totals);
}

async function tellAdministrators(ports: DigestPorts, totals: ReadonlyMap<string, Counts>): Promise<void> {
  const { table, notices, log } = ports;
  const now = ports.now();
  const before = await remembered(table, "administrators");
  const problems = newProblems(totals, before.told);
  const recent = await readCounts(table, RATE_DAYS, problems.size === 0 ? [] : totals.keys(), now);
  const digests = await digestsOf(ports, problems, before, recent);
  if (!(await note(table, "administrators", before, { until: now, told: toldBy(totals) }))) return;
  if (digests.length === 0) return;
  const all = [...recent.values()].reduce(addCounts, NOTHING);
  try {
    await notices.alert(digestAlert(digests, all, before.until, now));
    log.info("digest", { audience: "administrators", items: digests.length });
  } catch (error) {
    log.warn("a digest was not sent", { audience: "administrators", error_type: nameOf(error) });
    const version = (before.version ?? 0) + 1;
    await note(table, "administrators", { ...before, version }, { until: before.until, told: before.told });
  }
}

async function tellHolders(ports: DigestPorts, totals: ReadonlyMap<string, Counts>): Promise<void> {
  const { table, notices, log } = ports;
  const now = ports.now();
  const before = await remembered(table, "holders");
  const problems = newProblems(totals, before.told);
  const noted = toldBy(totals);
  const owners = notices.canMail ? await ports.ownersOf([...problems.keys()]) : new Map<string, string>();
  const theirs = new Map([...problems].filter(([username]) => owners.has(username)));
  const recent = await readCounts(table, RATE_DAYS, theirs.keys(), now);
  const digests = await digestsOf(ports, theirs, before, recent);
  // Also if nobody is told: a sender or holder that is set later does not make what is past by then new.
  if (!(await note(table, "holders", before, { until: now, told: noted }))) return;
  const failed = await inParallel(digests, CONCURRENT, async digest => {
    const to = owners.get(digest.username) ?? "";
    try {
      const entry = await ports.suppressions.get(to);
      if (entry !== undefined && ports.suppressions.isInForce(entry)) {
        log.info("no digest: the holder's address is suppressed", { username: digest.username });
        return undefined;
      }
      await notices.mail(to, digestMail(digest, now));
      log.info("digest", { audience: "holder", username: digest.username });
      return undefined;
    } catch (error) {
      log.warn("a digest was not sent", { username: digest.username, error_type: nameOf(error) });
      return digest;
    }
  });
  const again = failed.filter(digest => digest !== undefined);
  if (again.length === 0) return;
  for (const { username, since } of again)
    noted.set(username, {
      counts: before.told.get(username)?.counts ?? [],
      ...(since !== undefined && { since: new Date(since).toISOString() }),
    });
  await note(
    table,
    "holders",
    { ...before, version: (before.version ?? 0) + 1 },
    { until: now, told: noted },
  );
}

async function digestsOf(
  { table, now }: DigestPorts,
  problems: ReadonlyMap<string, Problems>,
  { told, until }: LastDigest,
  recent: ReadonlyMap<string, Counts>,
): Promise<LoginDigest[]> {
  if (problems.size === 0) return [];
  const suppressed = await suppressedSince(table, until ?? now() - FIRST_PERIOD_MS, now());
  return [...problems].map(([username, each]) => {
    const since = Date.parse(told.get(username)?.since ?? "");
    return {
      ...{ username, problems: each, suppressed: suppressed.get(username) ?? 0 },
      recent: recent.get(username) ?? NOTHING,
      since: Number.isNaN(since) ? until : since,
    };
  });
}

const NOTHING = toCounts(undefined);

async function remembered(table: EventTable, audience: Audience): Promise<LastDigest> {
  const { version, until, told } = (await table.get(digestKey(audience))) ?? {};
  const time = Date.parse(String(until));
  return {
    version: typeof version === "number" ? version : undefined,
    until: Number.isNaN(time) ? undefined : time,
    told: readTold(told),
  };
}

/** @returns false if somebody else has noted something since: then they tell it */
async function note(
  table: EventTable,
  audience: Audience,
  { version }: Pick<LastDigest, "version">,
  { until, told }: Pick<LastDigest, "until" | "told">,
): Promise<boolean> {
  const noted = await table.update({
    key: digestKey(audience),
    set: {
      version: (version ?? 0) + 1,
      until: until === undefined ? "" : new Date(until).toISOString(),
      told: Object.fromEntries(told),
    },
    onlyIf: { version },
  });
  return noted !== undefined;
}

/** An error of SES may quote the address. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
