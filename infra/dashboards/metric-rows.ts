import { METRIC_DIMENSION, METRIC_NAMESPACE, type MetricName } from "../../handlers/shared/metrics";
import type { MetricRow, RowOptions } from "./widgets";

/** A metric that the functions emit. */
export function own(stack: string, name: MetricName, options: RowOptions): MetricRow {
  return [METRIC_NAMESPACE, name, METRIC_DIMENSION, stack, options];
}

/**
 * SES's metrics of the whole account and region, which cost nothing: it publishes them without dimensions
 * (https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html,
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-cloudwatch.html).
 */
export type SesMetric =
  | "Send"
  | "Delivery"
  | "Bounce"
  | "Complaint"
  | "Reject"
  | "Reputation.BounceRate"
  | "Reputation.ComplaintRate";

export function ses(name: SesMetric, options: RowOptions): MetricRow {
  return ["AWS/SES", name, options];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export type LambdaMetric = "Errors" | "Duration" | "Throttles" | "ConcurrentExecutions";

export function lambda(name: LambdaMetric, functionName: string, options: RowOptions): MetricRow {
  return ["AWS/Lambda", name, "FunctionName", functionName, options];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export type SqsMetric = "ApproximateNumberOfMessagesVisible" | "ApproximateAgeOfOldestMessage";

export function sqs(name: SqsMetric, queueName: string, options: RowOptions): MetricRow {
  return ["AWS/SQS", name, "QueueName", queueName, options];
}

export function expression(id: string, formula: string, options: RowOptions): MetricRow {
  return [{ expression: formula, id, ...options }];
}
