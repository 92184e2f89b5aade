/** What one resource costs per month while idle, as stated by the source. */
export interface Monthly {
  /** Undefined if no figure is known. */
  readonly usd: number | undefined;
  /** The figure is a minimum. */
  readonly more: boolean;
  /** What the figure is per, or when it applies; may be empty. */
  readonly per: string;
}

const FIGURE = /^(>?)(\d[\d,]*(?:\.\d+)?)(\+?)(.*)$/;

/** Reads the catalog's `usd_month`: `1.00`, `7.30 per AZ`, `>0`, `25+`, `?`. */
export function parseMonthly(text: string): Monthly | undefined {
  if (text === "?") return { usd: undefined, more: false, per: "" };
  const match = FIGURE.exec(text);
  if (match === null) return undefined;
  const [, above, figure, plus, per] = match as unknown as [string, string, string, string, string];
  return {
    usd: Number(figure.replaceAll(",", "")),
    more: above !== "" || plus !== "",
    per: per.trim().replace(/^\//, "per "),
  };
}

/** `$1.00 a month`, `more than $0.00 per month`, `an unknown price a month`. */
export function describeMonthly({ usd, more, per }: Monthly): string {
  if (usd === undefined) return "an unknown amount per month";
  const figure = `${more ? "more than " : ""}$${usd.toFixed(2)} per month`;
  if (per === "") return figure;
  return per === "empty" ? `${figure}, and more as it fills up,` : `${figure} (${per})`;
}
