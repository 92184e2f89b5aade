/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */

/** One hour or day of a chart. */
export interface Point {
  /** Its full name, in tooltips. */
  name: string;
  /** What stands below it; empty: nothing. */
  tick: string;
  /** null: nothing to show. */
  value: number | null;
}

export interface Limit {
  value: number;
  label: string;
  tone: "warn" | "bad";
}

const WIDTH = 400;
const HEIGHT = 200;
const LEFT = 46;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 26;

interface ChartProps {
  /** What is shown, in a sentence: read to those who do not see it. */
  label: string;
  points: readonly Point[];
  format: (value: number) => string;
}

/** A bar for each point. */
export function BarChart({ label, points, format }: ChartProps) {
  const top = niceTop(Math.max(0, ...points.map(({ value }) => value ?? 0)));
  const step = (WIDTH - LEFT - RIGHT) / points.length;
  return (
    <Frame label={label} top={top} format={format} points={points} xOf={index => LEFT + step * (index + 0.5)}>
      {points.map(({ name, value }, index) => {
        const height = value === null ? 0 : ((HEIGHT - TOP - BOTTOM) * value) / top;
        const x = LEFT + step * index + step * 0.2;
        return (
          <rect
            class="bar"
            x={at(x)}
            y={at(HEIGHT - BOTTOM - height)}
            width={at(step * 0.6)}
            height={at(height)}
            rx="2"
          >
            <title>{`${name}: ${format(value ?? 0)}`}</title>
          </rect>
        );
      })}
    </Frame>
  );
}

/** Dots are smaller where there are more of them. */
const MANY = 12;

/** How far above the highest limit a chart goes: with a few recipients, rates of half of them are common. */
const MAX_SCALE = 2.5;

/**
 * A line through the points that have a value, and horizontal lines at limits. What is far above them is drawn at the top,
 * with its value beside it.
 */
export function RateChart({ label, points, format, limits }: ChartProps & { limits: readonly Limit[] }) {
  const values = points.map(({ value }) => value ?? 0);
  const highest = Math.max(...limits.map(({ value }) => value));
  const top = Math.min(Math.max(highest, ...values) * 1.15, highest * MAX_SCALE);
  const step = points.length > 1 ? (WIDTH - LEFT - RIGHT - 24) / (points.length - 1) : 0;
  const xOf = (index: number) => LEFT + 12 + step * index;
  const yOf = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * Math.min(value, top)) / top;
  return (
    <Frame label={label} top={top} format={format} points={points} xOf={xOf} ticks={[0]}>
      {limits.map(({ value, label: text, tone }) => (
        <g>
          <line
            class={`limit ${tone}`}
            x1={LEFT}
            x2={WIDTH - RIGHT}
            y1={at(yOf(value))}
            y2={at(yOf(value))}
          />
          <text x={LEFT - 6} y={at(yOf(value) + 4)} text-anchor="end">
            {format(value)}
          </text>
          <text x={LEFT + 4} y={at(yOf(value) - 4)}>
            {text}
          </text>
        </g>
      ))}
      <path class="line" d={pathThrough(points, xOf, yOf)} />
      {points.map(({ name, value }, index) =>
        value === null ? null : (
          <g>
            <circle class="dot" cx={at(xOf(index))} cy={at(yOf(value))} r={points.length > MANY ? "2" : "3"}>
              <title>{`${name}: ${format(value)}`}</title>
            </circle>
            {value > top && (
              <text x={at(xOf(index) - 6)} y={at(yOf(value) + 4)} text-anchor="end">
                {format(value)} ↑
              </text>
            )}
          </g>
        ),
      )}
    </Frame>
  );
}

function Frame({
  label,
  top,
  format,
  points,
  xOf,
  ticks = [0, 0.5, 1],
  children,
}: {
  label: string;
  top: number;
  format: (value: number) => string;
  points: readonly Point[];
  xOf: (index: number) => number;
  /** Shares of the height. */
  ticks?: readonly number[];
  children: unknown;
}) {
  const yOf = (share: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {ticks.map(share => (
        <g>
          <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={at(yOf(share))} y2={at(yOf(share))} />
          <text x={LEFT - 6} y={at(yOf(share) + 4)} text-anchor="end">
            {format(top * share)}
          </text>
        </g>
      ))}
      {points.map(({ tick }, index) =>
        tick === "" ? null : (
          <text x={at(xOf(index))} y={HEIGHT - 8} text-anchor="middle">
            {tick}
          </text>
        ),
      )}
      {children}
    </svg>
  );
}

function pathThrough(
  points: readonly Point[],
  xOf: (index: number) => number,
  yOf: (value: number) => number,
): string {
  const known = points.flatMap(({ value }, index) =>
    value === null ? [] : [[xOf(index), yOf(value)] as const],
  );
  return known.map(([x, y], index) => `${index === 0 ? "M" : "L"}${at(x)} ${at(y)}`).join("");
}

function at(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** A round number at or above it. */
function niceTop(value: number): number {
  if (value <= 2) return 2;
  const size = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 10].find(factor => factor * size >= value) ?? 10) * size;
}
