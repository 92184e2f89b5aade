import type { Catalog } from "../catalog/catalog";
import type { PriceKey } from "../catalog/prices";
import { ofType } from "../resource/references";
import type { StackResource } from "../resource/resource";
import { alarmMetrics } from "./alarms";
import { customMetrics } from "./custom-metrics";
import { sourceOf } from "./derived";
import { scheduledWork } from "./scheduled-work";
import type { Count } from "./count";
import { monthlyInvocations } from "./schedules";

/**
 * Empty receives of an idle event source mapping: five pollers of 20 seconds are 15 a minute, 657,000 a month of
 * 730 hours (https://aws.amazon.com/premiumsupport/knowledge-center/sqs-high-charges/).
 */
const POLLS_PER_MONTH = 15 * 60 * 730;

export function counts(resources: readonly StackResource[], catalog: Catalog): Count[] {
  const metrics = customMetrics(resources);
  const total = [...metrics.values()].reduce((sum, count) => sum + count, 0);
  const owner = publishers(resources).at(-1);
  return [
    tally(
      "alarm-metrics",
      ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm"),
      "metricQueries",
      ({ props }) => alarmMetrics(props)?.length,
    ),
    tally("dashboards", ofType(resources, "aws:cloudwatch/dashboard:Dashboard"), "dashboardBody", () => 1),
    {
      key: "custom-metrics",
      quantity: total,
      by: owner === undefined ? [] : [{ resource: owner, quantity: total }],
      open: [],
    },
    tally("sqs-requests", pollers(resources, catalog), "eventSourceArn", () => POLLS_PER_MONTH),
    tally(
      "schedule-invocations",
      ofType(resources, "aws:scheduler/schedule:Schedule"),
      "scheduleExpression",
      ({ props }) => monthlyInvocations(props["scheduleExpression"]),
    ),
    tally("trails", ofType(resources, "aws:cloudtrail/trail:Trail"), "eventSelectors", () => 1),
    ...scheduledWork(resources),
  ];
}

/** Mappings and pipes whose source is a queue: each polls even when the queue is empty. */
function pollers(resources: readonly StackResource[], catalog: Catalog): StackResource[] {
  return resources
    .filter(({ type }) => catalog.rowsOf(type).some(row => row.counter === "sqs-requests"))
    .filter(resource => sourceOf(resource, resources) === "sqs");
}

/** Whatever publishes or shows a custom metric; a finding names the last of them. */
function publishers(resources: readonly StackResource[]): StackResource[] {
  return resources.filter(resource => customMetrics([resource]).size > 0).sort(byUrn);
}

/** The engine's order varies, and a finding names the last of several. */
function byUrn(a: StackResource, b: StackResource): number {
  return a.urn < b.urn ? -1 : 1;
}

function tally(
  key: PriceKey,
  resources: readonly StackResource[],
  property: string,
  units: (resource: StackResource) => number | undefined,
): Count {
  const measured = resources.map(resource => ({ resource, quantity: units(resource) }));
  const by = measured
    .flatMap(({ resource, quantity }) => (quantity === undefined ? [] : [{ resource, quantity }]))
    .sort((a, b) => byUrn(a.resource, b.resource));
  const open = measured
    .filter(({ quantity }) => quantity === undefined)
    .map(({ resource }) => ({ resource, property }));
  return { key, quantity: by.reduce((sum, { quantity }) => sum + quantity, 0), by, open };
}
