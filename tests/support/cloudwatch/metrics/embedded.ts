import { isRecord } from "../../../../sandbox/provider/properties";
import type { LogEntry } from "../insights/run-query";
import { type Datum, metricKey } from "./statistics";

/**
 * The metrics in log entries of CloudWatch's embedded metric format
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export function embeddedMetrics(entries: readonly LogEntry[]): Datum[] {
  return entries.flatMap(({ message }) => {
    if (!message.includes('"_aws"')) return [];
    const entry = JSON.parse(message) as Record<string, unknown>;
    const { Timestamp, CloudWatchMetrics } = entry["_aws"] as {
      Timestamp: number;
      CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
    };
    return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.flatMap(({ Name }) =>
        Dimensions.flatMap(names => {
          const dimensions = names.flatMap(name => [name, String(entry[name])]);
          const value = entry[Name];
          return (Array.isArray(value) ? value : [value]).flatMap(each =>
            isRecord(each)
              ? []
              : [{ metric: metricKey([Namespace, Name, ...dimensions]), at: Timestamp, value: Number(each) }],
          );
        }),
      ),
    );
  });
}
