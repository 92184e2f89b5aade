import type { Registration } from "../../../cost/capture";
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from "../../../handlers/shared/metrics";

/** A metric as an alarm or a dashboard names it. */
export interface NamedMetric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** Of AWS, for what the program declares; only those that cost nothing. */
const AWS_METRICS: Readonly<Record<string, { names: readonly string[]; dimension?: [string, string] }>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  "AWS/Lambda": {
    names: ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions", "AsyncEventAge"],
    dimension: ["FunctionName", "aws:lambda/function:Function"],
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  "AWS/SQS": {
    names: [
      "ApproximateNumberOfMessagesVisible",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateAgeOfOldestMessage",
      "NumberOfMessagesSent",
    ],
    dimension: ["QueueName", "aws:sqs/queue:Queue"],
  },
  // Of the account: https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity.html
  "AWS/SES": {
    names: [
      ...["Send", "Delivery", "Bounce", "Complaint", "Reject", "RenderingFailure"],
      ...["Reputation.BounceRate", "Reputation.ComplaintRate"],
    ],
  },
};

/**
 * Whether something in this program emits a metric: a function of ours with these dimensions, or AWS for a resource that
 * the program declares.
 *
 * @returns undefined if so; otherwise why not
 */
export function unknownMetric(
  { namespace, name, dimensions }: NamedMetric,
  program: readonly Registration[],
  stack: string,
): string | undefined {
  const shown = `${namespace} ${name} ${JSON.stringify(dimensions)}`;
  const given = JSON.stringify(dimensions);
  if (namespace === METRIC_NAMESPACE) {
    if (!Object.hasOwn(METRICS, name)) return `${shown}: no function emits it`;
    return given === JSON.stringify({ [METRIC_DIMENSION]: stack })
      ? undefined
      : `${shown}: it is emitted with ${METRIC_DIMENSION}=${stack} only`;
  }
  const { names = [], dimension } = AWS_METRICS[namespace] ?? {};
  if (!names.includes(name)) return `${shown}: not known to be emitted by AWS, free of charge`;
  if (dimension === undefined) return given === "{}" ? undefined : `${shown}: it is the account's`;
  const [key, type] = dimension;
  const resources = program.filter(each => each.type === type).map(({ outputs }) => outputs.name);
  return Object.keys(dimensions).join() === key && resources.includes(dimensions[key])
    ? undefined
    : `${shown}: ${key} must be one of ${resources.join(", ")}`;
}
