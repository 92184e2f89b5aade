import { EXAMPLE_DASHBOARDS } from "../../tests/support/cloudwatch/program-dashboards";
import { type RecordedRun, stretched } from "./recording/run";
import { lengthOf, renderDashboard } from "./render";

/** The pictures of docs/dashboards.md, by file name. */
export function pictures(run: RecordedRun): Record<string, string> {
  return Object.fromEntries(
    Object.entries(EXAMPLE_DASHBOARDS).map(([name, body]) => [
      `${name}.svg`,
      renderDashboard(name, body, stretched(run, lengthOf(body))),
    ]),
  );
}
