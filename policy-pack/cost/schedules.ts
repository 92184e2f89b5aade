/** https://aws.amazon.com/lambda/pricing/ counts a month as 730 hours. */
const MINUTES_PER_MONTH = 730 * 60;
const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * How often a schedule fires per month, at most; undefined if the expression is unknown or invalid.
 * Formats: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function monthlyInvocations(expression: unknown): number | undefined {
  if (typeof expression !== "string") return undefined;
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) return MINUTES_PER_MONTH / (Number(rate[1]) * (UNIT_MINUTES[rate[2] ?? ""] ?? 1));
  if (expression.startsWith("at(")) return 1;
  const cron = /^cron\((\S+) (\S+) \S+ \S+ \S+ \S+\)$/.exec(expression);
  if (!cron) return undefined;
  // Days, months, and years only reduce the number.
  return fires(cron[1] ?? "*", 60) * fires(cron[2] ?? "*", 24) * (MINUTES_PER_MONTH / 1440);
}

function fires(field: string, range: number): number {
  if (/^\d+(,\d+)*$/.test(field)) return field.split(",").length;
  const step = /^(?:\*|\d+)\/(\d+)$/.exec(field);
  return step ? Math.ceil(range / Number(step[1])) : range;
}
