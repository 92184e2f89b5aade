import { EXAMPLE_DASHBOARDS } from "../../tests/support/cloudwatch/program-dashboards";
import { exampleWeek } from "./example-week";
import { renderDashboard } from "./render";

/** The pictures of docs/dashboards.md, by file name. */
export function pictures(): Record<string, string> {
  const week = exampleWeek();
  return Object.fromEntries(
    Object.entries(EXAMPLE_DASHBOARDS).map(([name, body]) => [
      `${name}.svg`,
      renderDashboard(name, body, week),
    ]),
  );
}
