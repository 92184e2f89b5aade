import { renderToString } from "hono/jsx/dom/server";
import { expect } from "chai";
import { RateChart } from "../../../cli/console/chart";

const percent = (value: number) => `${(value * 100).toFixed(1)}%`;

/** The chart's markup, of one rate a day. */
function chart(...values: (number | null)[]): string {
  const points = values.map((value, index) => ({ name: `2026-11-${20 + index}`, tick: "", value }));
  const limits = [
    { value: 0.001, label: "SES reviews the account", tone: "warn" as const },
    { value: 0.005, label: "SES may pause sending", tone: "bad" as const },
  ];
  return renderToString(RateChart({ label: "Complaints", points, format: percent, limits }));
}

/** The heights of the dots, from the top of the picture. */
const heights = (svg: string) => [...svg.matchAll(/ cy="([\d.]+)"/g)].map(([, y]) => Number(y));
const limitHeights = (svg: string) =>
  [...svg.matchAll(/class="limit \w+"[^>]* y1="([\d.]+)"/g)].map(([, y]) => Number(y));

describe("a chart of rates, in the console", () => {
  it("has a dot for each day that has a value, higher for a higher one", () => {
    const [low, high] = heights(chart(0.001, null, 0.004));
    expect(low).to.be.above(Number(high));
    expect(heights(chart(null, null))).to.deep.equal([]);
  });

  it("keeps the names of its limits apart, whatever the rate", () => {
    for (const rate of [0, 0.003, 0.11, 1]) {
      const [review, pause] = limitHeights(chart(rate));
      expect(Number(review) - Number(pause), String(rate)).to.be.above(12);
    }
  });

  it("draws a rate far above the limits at the top, with its value", () => {
    const svg = chart(0.11);
    expect(svg).to.include("11.0% ↑");
    for (const y of heights(svg)) expect(y).to.be.within(0, 20);
    expect(chart(0.004)).to.not.include("↑");
  });
});
