import type { QueryResult } from "../../tests/support/cloudwatch/insights/run-query";
import type { Box } from "./box";
import { numberText } from "./graphs";
import { element, fitted, label, textWidth } from "./svg";

const SIZE = 11;
const ROW = 19;

/** What a query found; rows beyond the widget are left out, as one would scroll to them. */
export function table({ columns, rows }: QueryResult, { x, y, width, height }: Box): string {
  const shown = rows.slice(0, Math.max(0, Math.floor((height - ROW) / ROW)));
  const cells = shown.map(row => columns.map(name => cellText(row[name])));
  const wanted = columns.map((name, index) =>
    Math.max(textWidth(name, SIZE) * 1.1, ...cells.map(row => textWidth(row[index] ?? "", SIZE))),
  );
  const widths = share(wanted, width);
  const lefts = widths.map((_, index) => x + widths.slice(0, index).reduce((sum, each) => sum + each, 0));
  const line = (texts: readonly string[], top: number, weight?: "bold") =>
    texts
      .map((text, index) =>
        label(fitted(text, (widths[index] ?? 0) - 10, SIZE), lefts[index] ?? x, top + 13, {
          size: SIZE,
          weight,
        }),
      )
      .join("");
  return (
    line(columns, y, "bold") +
    cells
      .map((row, index) => {
        const top = y + (index + 1) * ROW;
        return element("line", { x1: x, x2: x + width, y1: top, y2: top, class: "grid" }) + line(row, top);
      })
      .join("") +
    (rows.length === 0 ? label("No entries", x, y + ROW + 14, { size: SIZE, class: "faint" }) : "")
  );
}

/** The first column names a bar, the second is its length. */
export function bars({ columns, rows }: QueryResult, { x, y, width, height }: Box): string {
  const [name = "", value = ""] = columns;
  const most = Math.max(1, ...rows.map(row => Number(row[value])));
  const step = Math.min(24, height / Math.max(1, rows.length));
  const names = 150;
  return rows
    .map((row, index) => {
      const top = y + index * step;
      const length = (Number(row[value]) / most) * (width - names - 50);
      return (
        label(fitted(cellText(row[name]), names - 10, SIZE), x, top + step * 0.6, { size: SIZE }) +
        element("rect", { x: x + names, y: top + 2, width: length, height: step - 6, fill: "#1f77b4" }) +
        label(numberText(Number(row[value])), x + names + length + 5, top + step * 0.6, { size: SIZE })
      );
    })
    .join("");
}

/** Narrow columns get what they want; the others share the rest. */
function share(wanted: readonly number[], width: number): number[] {
  const needed = wanted.map(each => each + 14);
  const total = needed.reduce((sum, each) => sum + each, 0);
  if (total <= width) return needed.map(each => each + (width - total) / needed.length);
  const fair = width / needed.length;
  const narrow = needed.map(each => Math.min(each, fair));
  const left = width - narrow.reduce((sum, each) => sum + each, 0);
  const excess = needed.map((each, index) => each - (narrow[index] ?? 0));
  const most = excess.reduce((sum, each) => sum + each, 0);
  return narrow.map((each, index) => each + (left * (excess[index] ?? 0)) / Math.max(1, most));
}

function cellText(value: string | number | undefined): string {
  if (typeof value === "number") return numberText(value);
  return (value ?? "").replace(/\.\d{3}$/, "");
}
