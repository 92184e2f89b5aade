import type { Summary } from "../api/emails";
import type { PeriodName } from "./period";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2026-11-26`, or `2026-11-26 13:00`: an hour or day of a period (UTC). */
export function nameOf({ start }: Pick<Summary["period"]["points"][number], "start">, period: PeriodName) {
  return period === "24h" ? start.slice(0, 16).replace("T", " ") : start.slice(0, 10);
}

/** What stands below it in a chart, for as many as there is room for: every sixth hour, each day of a week, Mondays. */
export function tickOf({ start }: { start: string }, period: PeriodName): string {
  const at = new Date(start);
  const weekday = at.getUTCDay();
  if (period === "24h") return at.getUTCHours() % 6 === 0 ? start.slice(11, 16) : "";
  if (period === "7d") return DAYS[weekday] ?? "";
  return weekday === 1 ? `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}` : "";
}
