/**
 * The parts of a dashboard's body that the program uses. AWS's documentation:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html.
 */

/** A row of `metrics`: namespace, name, dimensions and how it is drawn; or an expression. */
export type MetricRow = readonly (string | RowOptions)[];

export interface RowOptions {
  /** Of metric math: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html. */
  readonly expression?: string;
  /** By which expressions name the row; begins with a lowercase letter. */
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly visible?: boolean;
  readonly color?: string;
}

export interface MetricProperties {
  readonly title: string;
  readonly view: "timeSeries" | "singleValue";
  readonly stacked?: boolean;
  readonly region: string;
  /** Seconds. */
  readonly period: number;
  readonly stat: string;
  readonly metrics: readonly MetricRow[];
  /** One value for the whole time range of the dashboard. */
  readonly setPeriodToTimeRange?: boolean;
  readonly yAxis?: {
    readonly left: { readonly min?: number; readonly label?: string; readonly showUnits?: boolean };
  };
  readonly annotations?: { readonly horizontal: readonly HorizontalLine[] };
}

export interface HorizontalLine {
  readonly value: number;
  readonly label: string;
  readonly color: string;
}

export interface LogProperties {
  readonly title: string;
  readonly view: "table" | "bar";
  readonly region: string;
  /** Starts with its log groups: `SOURCE '…' | …`. */
  readonly query: string;
}

interface TextProperties {
  readonly markdown: string;
}

/** What a widget shows, without its place. */
export type Content =
  | { readonly type: "metric"; readonly properties: MetricProperties }
  | { readonly type: "log"; readonly properties: LogProperties }
  | { readonly type: "text"; readonly properties: TextProperties };

/** Its place on the grid of 24 columns. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Widget = Content & Place;

export interface DashboardBody {
  /** The time range that it opens with, such as `-P7D`. */
  readonly start: string;
  /** Each widget's own period is used, whatever the time range. */
  readonly periodOverride: "inherit";
  readonly widgets: readonly Widget[];
}

/** Widgets beside each other, all as high as the row. */
export interface Row {
  readonly height: number;
  /** Each with its width in columns. */
  readonly widgets: readonly (readonly [width: number, content: Content])[];
}

const GRID_COLUMNS = 24;

/** @throws Error if a row is wider than the grid */
export function dashboardBody(start: string, rows: readonly Row[]): DashboardBody {
  const widgets: Widget[] = [];
  let y = 0;
  for (const { height, widgets: beside } of rows) {
    let x = 0;
    for (const [width, content] of beside) {
      widgets.push({ ...content, x, y, width, height });
      x += width;
    }
    if (x > GRID_COLUMNS) throw new Error(`A row of the dashboard is ${x} columns wide, of ${GRID_COLUMNS}.`);
    y += height;
  }
  return { start, periodOverride: "inherit", widgets };
}

export function metrics(properties: MetricProperties): Content {
  return { type: "metric", properties };
}

/** @param query without its log groups; a comment in it would hide what follows, so it must have none */
export function logs(
  properties: Omit<LogProperties, "query">,
  logGroups: readonly string[],
  query: string,
): Content {
  const sources = logGroups.map(name => `SOURCE '${name}'`).join(" | ");
  return { type: "log", properties: { ...properties, query: `${sources} | ${query}` } };
}

export function text(...lines: readonly string[]): Content {
  return { type: "text", properties: { markdown: lines.join("\n") } };
}

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** Of CloudWatch's own palette. */
export const COLOR = {
  good: "#2ca02c",
  warning: "#ff7f0e",
  bad: "#d62728",
  neutral: "#1f77b4",
  muted: "#7f7f7f",
};
