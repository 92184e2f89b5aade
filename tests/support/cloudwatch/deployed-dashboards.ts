import { CloudWatchClient, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import type { DashboardKind } from "../../../infra/dashboards/parts";
import type { DashboardBody } from "../../../infra/dashboards/widgets";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

const KINDS: readonly DashboardKind[] = ["credentials", "sending", "system"];

/** The dashboards of a running stack, as CloudWatch has them. */
export async function deployedDashboards(
  report: SandboxReport,
): Promise<ReadonlyMap<DashboardKind, DashboardBody>> {
  const cloudwatch = new CloudWatchClient(clientConfig(report.emulator));
  try {
    const url = String(report.outputs.dashboardUrl);
    const bodies = KINDS.map(async (kind): Promise<[DashboardKind, DashboardBody]> => {
      const DashboardName = url.replace(/^.*\//, "").replace(/credentials$/, kind);
      const { DashboardBody = "" } = await cloudwatch.send(new GetDashboardCommand({ DashboardName }));
      return [kind, JSON.parse(DashboardBody) as DashboardBody];
    });
    return new Map(await Promise.all(bodies));
  } finally {
    cloudwatch.destroy();
  }
}

/** The query of the one table or bar chart whose title matches. */
export function queryOf({ widgets }: DashboardBody, title: RegExp): string {
  const found = widgets.flatMap(each =>
    each.type === "log" && title.test(each.properties.title) ? [each.properties.query] : [],
  );
  if (found.length !== 1) throw new Error(`${found.length} tables match ${title.source}, not one.`);
  return found[0] ?? "";
}
