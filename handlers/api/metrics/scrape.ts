import type { Answer } from "../http/answer";
import { readQuery } from "../http/query";
import type { MetricsContext } from "./context";
import { PROMETHEUS_TYPE, prometheusText } from "./prometheus";

/** A failure is an error, never a page of zeros: Prometheus would take that for a reset of the counters. */
export async function getPrometheus({
  event,
  emails,
  quota,
  metricsPrefix,
}: MetricsContext): Promise<Answer> {
  readQuery(event, {});
  const [totals, suppressed, account] = await Promise.all([
    emails.totals(),
    emails.suppressionCounts(),
    quota(),
  ]);
  const suppressions = Object.values(suppressed).reduce((sum, count) => sum + count, 0);
  const content = prometheusText(metricsPrefix, { totals, suppressions, quota: account });
  return { status: 200, text: { type: PROMETHEUS_TYPE, content } };
}
