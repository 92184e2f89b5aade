import type { MetricProperties } from "../../infra/dashboards/widgets";
import type { Range } from "../../tests/support/cloudwatch/metrics/statistics";
import type { GraphLine } from "../../tests/support/cloudwatch/widget-data";
import type { Box } from "./box";
import { element, fitted, label, textWidth } from "./svg";

/** As CloudWatch colors rows that have no color of their own. */
const PALETTE = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f"];

const SIZE = 11;
const DAY_MS = 86_400_000;

export function singleValues(lines: readonly GraphLine[], { x, y, width, height }: Box): string {
  const each = width / Math.max(1, lines.length);
  return lines
    .map((line, index) => {
      const left = x + index * each + 8;
      const value = [...line.values.values()].reduce((sum, next) => sum + next, 0);
      const middle = y + height / 2;
      return (
        label(line.values.size === 0 ? "–" : numberText(value), left, middle + 8, { size: 34 }) +
        element("rect", { x: left, y: middle + 24, width: 9, height: 9, fill: colorOf(line, index) }) +
        label(fitted(line.label, each - 30, 12), left + 14, middle + 33, { size: 12 })
      );
    })
    .join("");
}

export function timeSeries(
  widget: MetricProperties,
  lines: readonly GraphLine[],
  box: Box,
  range: Range,
): string {
  const legend = legendOf(lines, box);
  const plot = {
    x: box.x + 42,
    y: box.y + 16,
    width: box.width - 56,
    height: box.height - 40 - legend.height,
  };
  const limits = widget.annotations?.horizontal ?? [];
  const values = lines.flatMap(({ values: each }) => [...each.values()]);
  const largest = Math.max(0, ...values, ...limits.map(({ value }) => value));
  const top = largest === 0 ? 1 : niceTop(largest);
  // A period that begins before the range is drawn at its start.
  const scaleX = (time: number) =>
    plot.x + (Math.max(0, time - range.from) / (range.to - range.from)) * plot.width;
  const scaleY = (value: number) => plot.y + plot.height * (1 - value / top);
  const periodMs = widget.period * 1_000;
  return [
    grid(plot, top, scaleY),
    timeAxis(plot, range, scaleX),
    widget.yAxis?.left.label === undefined
      ? ""
      : label(widget.yAxis.left.label, box.x, box.y + 6, { size: SIZE, class: "faint" }),
    ...limits.map(limit => annotation(limit, plot, scaleY(limit.value))),
    ...lines.map((line, index) => path(line, colorOf(line, index), periodMs, scaleX, scaleY)),
    legend.svg,
  ].join("");
}

function grid({ x, width }: Box, top: number, scaleY: (value: number) => number): string {
  return [0, 0.5, 1]
    .map(share => {
      const y = scaleY(top * share);
      return (
        element("line", { x1: x, x2: x + width, y1: y, y2: y, class: "grid" }) +
        label(numberText(top * share), x - 6, y + 4, { size: SIZE, anchor: "end", class: "faint" })
      );
    })
    .join("");
}

function timeAxis({ y, height }: Box, { from, to }: Range, scaleX: (time: number) => number): string {
  const step = to - from > 2 * DAY_MS ? DAY_MS : DAY_MS / 4;
  const marks: string[] = [];
  for (let time = Math.ceil(from / step) * step; time < to; time += step) {
    const iso = new Date(time).toISOString();
    const text = step === DAY_MS ? iso.slice(5, 10) : iso.slice(11, 16);
    marks.push(label(text, scaleX(time), y + height + 15, { size: SIZE, class: "faint", anchor: "middle" }));
  }
  return marks.join("");
}

function annotation(
  { label: text, color }: { label: string; color: string },
  { x, width }: Box,
  y: number,
): string {
  return (
    element("line", { x1: x, x2: x + width, y1: y, y2: y, stroke: color, "stroke-dasharray": "5 3" }) +
    label(text, x + width, y - 4, { size: SIZE, anchor: "end" })
  );
}

/** Points are connected unless a period between them has no value. */
function path(
  { values }: GraphLine,
  color: string,
  periodMs: number,
  scaleX: (time: number) => number,
  scaleY: (value: number) => number,
): string {
  const points = [...values].map(([time, value]) => ({ time, x: scaleX(time), y: scaleY(value) }));
  if (points.length === 0) return "";
  const isConnected = (index: number) => {
    const [before, point] = [points[index - 1], points[index]];
    return before !== undefined && point !== undefined && point.time - before.time <= periodMs;
  };
  const commands = points.map(
    ({ x, y }, index) => `${isConnected(index) ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`,
  );
  const dots = points
    .filter((_, index) => points.length <= 40 || !(isConnected(index) || isConnected(index + 1)))
    .map(({ x, y }) => element("circle", { cx: x, cy: y, r: points.length > 40 ? 1.5 : 2.5, fill: color }));
  return (
    element("path", { d: commands.join(""), fill: "none", stroke: color, "stroke-width": 1.6 }) +
    dots.join("")
  );
}

function legendOf(lines: readonly GraphLine[], box: Box): { svg: string; height: number } {
  const rows: string[][] = [[]];
  let at = box.x;
  const place = lines.map((line, index) => {
    const needed = textWidth(line.label, SIZE) + 30;
    if (at > box.x && at + needed > box.x + box.width) {
      rows.push([]);
      at = box.x;
    }
    rows.at(-1)?.push(line.label);
    const found = { line, index, x: at, row: rows.length - 1 };
    at += needed;
    return found;
  });
  const height = rows.length * 16;
  const svg = place
    .map(({ line, index, x, row }) => {
      const y = box.y + box.height - height + row * 16 + 8;
      return (
        element("rect", { x, y: y - 8, width: 9, height: 9, fill: colorOf(line, index) }) +
        label(line.label, x + 13, y, { size: SIZE })
      );
    })
    .join("");
  return { svg, height };
}

function colorOf({ color }: GraphLine, index: number): string {
  return color ?? PALETTE[index % PALETTE.length] ?? "#1f77b4";
}

/** 1, 2, 3, 5 or 7.5 times a power of ten, above the largest value. */
function niceTop(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest * 1.05));
  return power * ([1, 1.5, 2, 3, 5, 7.5, 10].find(step => step * power >= largest * 1.05) ?? 10);
}

export function numberText(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 100) / 10}k`;
  return String(value >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
}
