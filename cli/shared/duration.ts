import { UsageError } from "./context";

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns milliseconds @throws UsageError unless it is a number of minutes, hours or days such as `90d` */
export function durationMs(option: string, text: string): number {
  const [, number, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? 0);
  if (ms > 0) return ms;
  throw new UsageError(
    option,
    `${JSON.stringify(text)} is not a duration`,
    "use minutes, hours or days, such as 30m, 12h or 90d",
  );
}
