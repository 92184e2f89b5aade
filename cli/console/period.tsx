/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { getContext } from "hono/context-storage";
import type { Summary } from "../api/emails";
import { chosen } from "./choice";
import { Tabs, withQuery } from "./controls";
import type { ConsoleEnv } from "./environment";

/** As in the address of a page, and in the API. */
export type PeriodName = Summary["period"]["name"];

interface Period {
  days: number;
  /** After "the last". */
  words: string;
  /** What one bar or dot of a chart is about. */
  step: "hour" | "day";
}

/** What figures of mail can be of. The table keeps counts for 40 days at least (`eventRetentionDays`). */
export const PERIODS: Readonly<Record<PeriodName, Period>> = {
  "24h": { days: 1, words: "24 hours", step: "hour" },
  "7d": { days: 7, words: "7 days", step: "day" },
  "30d": { days: 30, words: "30 days", step: "day" },
};

const NAMES = Object.keys(PERIODS) as PeriodName[];

/**
 * The period in the address of the page.
 *
 * @param usual where there is none
 * @throws UsageError for any other word
 */
export function periodOf(c: Context<ConsoleEnv>, usual: PeriodName): PeriodName {
  return chosen("Period", c.req.query("period"), NAMES) ?? usual;
}

/** An address that has the period which the reader has chosen on this page, if any. */
export function keepPeriod(path: string): string {
  const given = getContext<ConsoleEnv>().req.query("period");
  return withQuery(path, { period: NAMES.find(name => name === given) });
}

/** Links to the same page with other periods. */
export function PeriodLinks({ path, current }: { path: string; current: PeriodName }) {
  const tabs = NAMES.map(name => [name, PERIODS[name].words, withQuery(path, { period: name })] as const);
  return <Tabs label="Period" tabs={tabs} current={current} />;
}
