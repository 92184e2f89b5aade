import * as pulumi from "@pulumi/pulumi";
import { Dashboard } from "@pulumi/aws/cloudwatch";
import type { Foundation } from "../foundation";
import { logGroupNameIn, logGroupOwner } from "../names";
import { credentialsDashboard } from "./credentials";
import { consoleLinks, type DashboardKind, dashboardName, type DashboardParts } from "./parts";
import { sendingDashboard } from "./sending";
import { systemDashboard } from "./system";
import type { DashboardBody } from "./widgets";

/** A function that the dashboards show. */
export interface ShownFunction {
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
}

/** Three: AWS gives each account three of up to 50 metrics free (https://aws.amazon.com/cloudwatch/pricing/). */
const BODIES: Readonly<Record<DashboardKind, (parts: DashboardParts) => DashboardBody>> = {
  credentials: credentialsDashboard,
  sending: sendingDashboard,
  system: systemDashboard,
};

/** @returns its part of the stack's outputs: the address of one dashboard, which links to the others; and all their ARNs */
export function createDashboards(foundation: Foundation, functions: readonly ShownFunction[]) {
  const { stack, account } = foundation;
  const parts = dashboardParts(foundation, functions);
  const arns = Object.entries(BODIES).map(([kind, bodyOf]) => {
    const name = account.region.apply(region => dashboardName(stack, region, kind as DashboardKind));
    new Dashboard(`smtp-${kind}`, {
      dashboardName: name,
      dashboardBody: parts.apply(known => JSON.stringify(bodyOf(known))),
    });
    // A dashboard is the account's: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html.
    return pulumi.interpolate`arn:${account.partition}:cloudwatch::${account.id}:dashboard/${name}`;
  });
  return {
    arns,
    outputs: { dashboardUrl: parts.apply(({ console: links }) => links.dashboard("credentials")) },
  };
}

function dashboardParts(
  { stack, settings, account, failures }: Foundation,
  functions: readonly ShownFunction[],
): pulumi.Output<DashboardParts> {
  return pulumi
    .all([
      account.partition,
      account.region,
      failures.deadLetterQueue.name,
      failures.parkedQueue.name,
      functions.map(({ functionArn, logGroupArn }) => ({ functionArn, logGroupArn })),
    ])
    .apply(([partition, region, deadLetterQueueName, parkedQueueName, shown]) => ({
      stack,
      region,
      console: consoleLinks(partition, region, stack),
      functions: shown.map(({ functionArn, logGroupArn }) => {
        const logGroupName = logGroupNameIn(logGroupArn);
        return {
          name: logGroupOwner(logGroupName),
          functionName: functionArn.split(":")[6] ?? "",
          logGroupName,
        };
      }),
      deadLetterQueueName,
      parkedQueueName,
      quotaAlert: settings.quotaAlert,
    }));
}
