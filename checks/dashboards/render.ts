import type { DashboardBody, Widget } from "../../infra/dashboards/widgets";
import { type LogEntry, runQuery } from "../../tests/support/cloudwatch/insights/run-query";
import { embeddedMetrics } from "../../tests/support/cloudwatch/metrics/embedded";
import type { Datum, Range } from "../../tests/support/cloudwatch/metrics/statistics";
import { linesOf } from "../../tests/support/cloudwatch/widget-data";
import type { Box } from "./box";
import { singleValues, timeSeries } from "./graphs";
import { markdown } from "./markdown";
import { element, fitted, label } from "./svg";
import { bars, table } from "./tables";

/** What a stack has recorded. */
export interface Recording {
  readonly entries: readonly LogEntry[];
  /** Metrics of AWS; those of the functions are in their log. */
  readonly metrics: readonly Datum[];
  /** The time of the picture. */
  readonly now: number;
}

const COLUMN = 50;
const ROW = 46;
const GAP = 6;

/** Follows the reader's setting for light or dark. */
const STYLE = `
svg { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
text { fill: #16191f; } .faint { fill: #687078; } .link { fill: #0972d3; } .code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 92%; }
.page { fill: #f2f3f3; } .widget { fill: #ffffff; stroke: #d5dbdb; } .grid { stroke: #e3e7e7; }
@media (prefers-color-scheme: dark) {
text { fill: #e9ebed; } .faint { fill: #9ba7b6; } .link { fill: #539fe5; }
.page { fill: #0f1b2a; } .widget { fill: #192534; stroke: #414d5c; } .grid { stroke: #33404f; }
}`;

const START_MS: Readonly<Record<string, number>> = { "-P7D": 7 * 86_400_000, "-P1D": 86_400_000 };

/** A picture of a dashboard as CloudWatch would show it: SVG, the same for the same input. */
export function renderDashboard(
  name: string,
  body: DashboardBody,
  { entries, metrics, now }: Recording,
): string {
  const range = { from: now - lengthOf(body), to: now };
  const inRange = entries.filter(({ at }) => at >= range.from && at < range.to);
  const data = [...metrics, ...embeddedMetrics(entries)];
  const width = 24 * COLUMN + GAP;
  const height = Math.max(...body.widgets.map(each => each.y + each.height)) * ROW + GAP;
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": `Dashboard ${name}`,
    },
    element("style", {}, STYLE),
    element("rect", { width, height, class: "page" }),
    ...body.widgets.map(widget => `\n${renderWidget(widget, data, inRange, range)}`),
  )}\n`;
}

/** @returns the time that a dashboard shows, in milliseconds */
export function lengthOf({ start }: DashboardBody): number {
  const length = START_MS[start];
  if (length === undefined) throw new Error(`unknown start ${start}`);
  return length;
}

function renderWidget(
  widget: Widget,
  data: readonly Datum[],
  entries: readonly LogEntry[],
  range: Range,
): string {
  const frame = {
    x: widget.x * COLUMN + GAP,
    y: widget.y * ROW + GAP,
    width: widget.width * COLUMN - GAP,
    height: widget.height * ROW - GAP,
  };
  return (
    element("rect", { ...frame, rx: 6, class: "widget" }) +
    (widget.type === "text"
      ? textWidget(widget.properties.markdown, frame)
      : titled(widget, frame, data, entries, range))
  );
}

/** @throws Error if the text is higher than its widget: CloudWatch would hide the rest */
function textWidget(source: string, { x, y, width, height }: Box): string {
  const { svg, height: needed } = markdown(source, x + 14, y + 8, width - 28);
  if (needed + 12 > height)
    throw new Error(`A text needs ${Math.ceil((needed + 12) / ROW)} rows: ${source.slice(0, 40)}`);
  return svg;
}

function titled(
  widget: Exclude<Widget, { type: "text" }>,
  { x, y, width, height }: Box,
  data: readonly Datum[],
  entries: readonly LogEntry[],
  range: Range,
): string {
  const inner = { x: x + 12, y: y + 32, width: width - 24, height: height - 40 };
  const title = label(fitted(widget.properties.title, inner.width, 13), inner.x, y + 20, {
    size: 13,
    weight: "bold",
  });
  if (widget.type === "log") {
    const result = runQuery(widget.properties.query, entries);
    return title + (widget.properties.view === "bar" ? bars(result, inner) : table(result, inner));
  }
  const lines = linesOf(widget.properties, data, range);
  return (
    title +
    (widget.properties.view === "singleValue"
      ? singleValues(lines, inner)
      : timeSeries(widget.properties, lines, inner, range))
  );
}
