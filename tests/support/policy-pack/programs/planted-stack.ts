import { MetricAlarm } from "@pulumi/aws/cloudwatch";
import { EventSourceMapping } from "@pulumi/aws/lambda";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";

/** What only the whole stack shows: each resource by itself is in order. */
for (let i = 0; i < 11; i++)
  new MetricAlarm(`planted-alarm-${String(i).padStart(2, "0")}`, {
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    namespace: "AWS/SES",
    metricName: `Metric${i}`,
    period: 300,
    statistic: "Sum",
    threshold: 1,
  });

for (const name of ["planted-one", "planted-two"]) {
  const queue = new Queue(name, { sqsManagedSseEnabled: true });
  new QueuePolicy(name, { queueUrl: queue.url, policy: "" });
  new EventSourceMapping(name, { eventSourceArn: queue.arn, functionName: "x" });
}
