import { setTimeout as sleep } from "node:timers/promises";
import type { Credential } from "../../../api/credentials";
import { keyUses } from "../../../api/last-used";
import type { Bounces, Complaints, Summary } from "../../../api/emails";
import { CommandError } from "../../../shared/context";
import type { ConsoleContext } from "../../context";
import { type PeriodName, PERIODS } from "../../period";

/** One page after another of the console may need them. */
const LIST_AGE_MS = 10_000;
const REPORT_AGE_MS = 60_000;
/** IAM itself records a use up to hours later. */
const USE_AGE_MS = 15 * 60_000;

/** The period of the rates in the list, and on the page of a login unless the reader chooses another. */
export const USUAL_PERIOD: PeriodName = "30d";

/** All logins: one call of the API for each hundred. */
export async function allLogins({ cache, credentials }: ConsoleContext): Promise<Credential[]> {
  return cache.get("logins", LIST_AGE_MS, () => credentials.list());
}

/** What bounced of each login's mail; one call of the API. */
export async function bouncesByLogin({ cache, emails }: ConsoleContext): Promise<Bounces["by_username"]> {
  return cache.get("bounces by login", REPORT_AGE_MS, async () => {
    const { by_username } = await emails.bounces({ days: String(PERIODS[USUAL_PERIOD].days), limit: "0" });
    return by_username;
  });
}

/** What became of one login's mail. */
export interface LoginReport {
  bounces: Bounces;
  complaints: Complaints;
  /** By the hour or day; undefined from an API that does not have that of one login yet. */
  figures: Summary["period"] | undefined;
}

/** Three calls of the API. */
export async function reportOf(
  { cache, emails }: ConsoleContext,
  username: string,
  period: PeriodName,
): Promise<LoginReport> {
  return cache.get(`report ${period} ${username}`, REPORT_AGE_MS, async () => {
    const query = { username, days: String(PERIODS[period].days), limit: "5" };
    const [bounces, complaints, summary] = await Promise.all([
      emails.bounces(query),
      emails.complaints(query),
      emails.summary({ username, period }).catch(unlessUnknownParameter),
    ]);
    return { bounces, complaints, figures: summary?.period };
  });
}

/** The console may be newer than the stack. */
function unlessUnknownParameter(error: unknown): undefined {
  if (!(error instanceof CommandError && error.message.includes("unknown parameter"))) throw error;
}

/** What IAM knows of a login's use. */
export type LastUse = { kind: "used"; at: Date } | { kind: "never" } | { kind: "unknown"; why: string };

/** IAM is asked again and again while it throttles; a page does not wait for that. */
const MAX_WAIT_MS = 1_000;
const LATE: LastUse = { kind: "unknown", why: "IAM has not answered yet: reload the page in a moment." };

/** One call of IAM for each access key, two at most. */
export async function lastUseOf({ cache, api }: ConsoleContext, credential: Credential): Promise<LastUse> {
  const { username, previousUsername } = credential;
  if (username === undefined) return { kind: "never" };
  const keys = [username, previousUsername].join(" ");
  const use: Promise<LastUse> = cache.get(`use ${keys}`, USE_AGE_MS, async () => {
    try {
      const [use] = await keyUses([credential], api.endpoint.region);
      return use?.lastUsedAt === undefined ? { kind: "never" } : { kind: "used", at: use.lastUsedAt };
    } catch (error) {
      if (error instanceof CommandError) return { kind: "unknown", why: error.message };
      throw error;
    }
  });
  use.catch(() => undefined); // it may fail after the page is there
  return Promise.race([use, sleep(MAX_WAIT_MS, LATE, { ref: false })]);
}
