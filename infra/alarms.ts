import type * as pulumi from "@pulumi/pulumi";
import { MetricAlarm, type MetricAlarmArgs } from "@pulumi/aws/cloudwatch";
import { type Runbook, runbookLine } from "../handlers/shared/runbooks";
import type { Foundation } from "./foundation";
import { alarmName } from "./names";

/** What an alarm watches, and what a person reads when it is raised. */
interface Watched {
  /** The resource's name. */
  id: string;
  /** Part of the alarm's name, which is the subject of its email. */
  title: string;
  /** One sentence. */
  meaning: string;
  runbook: Runbook;
  metric: Pick<
    MetricAlarmArgs,
    | "namespace"
    | "metricName"
    | "dimensions"
    | "statistic"
    | "period"
    | "evaluationPeriods"
    | "datapointsToAlarm"
    | "threshold"
  >;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

type FunctionName = keyof typeof FUNCTIONS;

/**
 * What it means if a function fails. An asynchronous invocation is tried three times within some minutes
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), so three errors are an event that
 * did not get through, or a fault that meets many; one alone was repaired by a retry. A caller of the API is not retried.
 */
const FUNCTIONS = {
  "smtp-credential-manager": { errors: 3, meaning: "Logins may not be created, changed or stopped" },
  "smtp-record-dispatcher": { errors: 3, meaning: "Changes of records may not be noticed" },
  "smtp-dlq-processor": { errors: 3, meaning: "Failed operations may not be retried" },
  "smtp-feedback-recorder": { errors: 3, meaning: "Bounces, complaints and counts may not be recorded" },
  "smtp-email-validator": { errors: 3, meaning: "Misused logins may not be noticed" },
  "smtp-api": { errors: 1, meaning: "A request was answered with status 500" },
} as const;

/**
 * Ten alarms on one metric each: AWS gives each account ten alarm metrics free
 * (https://aws.amazon.com/cloudwatch/pricing/), and counts each metric of an expression. `smtp-webhook` has none: it
 * exists only on request, SNS repeats what it fails, and what is lost then goes to the subscription's redrive queue.
 *
 * A quiet stack publishes no data: functions, queues and SES emit metrics only while they are used. So missing data is
 * not breaching. No action on a return to OK: an alarm without data would announce that as soon as it is created.
 *
 * @returns the ARNs of the alarms
 */
export function createAlarms(
  foundation: Foundation,
  functions: Readonly<Record<FunctionName, { functionName: pulumi.Input<string> }>>,
): pulumi.Output<string>[] {
  const { stack, alerts } = foundation;
  const errors = (Object.keys(FUNCTIONS) as FunctionName[]).map(name => watchErrors(name, functions[name]));
  const watched = [...errors, ...watchQueues(foundation), ...watchReputation(foundation)];
  return watched.map(({ id, title, meaning, runbook, metric }) => {
    const alarm = new MetricAlarm(id, {
      ...metric,
      name: alarmName(stack, title),
      alarmDescription: `${meaning}. ${runbookLine(runbook)}`,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [alerts.topicArn],
    });
    return alarm.arn;
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function watchErrors(name: FunctionName, { functionName }: { functionName: pulumi.Input<string> }): Watched {
  const { errors, meaning } = FUNCTIONS[name];
  return {
    id: name,
    title: `${name} fails`,
    meaning: `${meaning}: the function ${name} failed${errors === 1 ? "" : ` at least ${errors} times`} within 15 minutes`,
    runbook: "a-function-fails",
    metric: {
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: functionName },
      statistic: "Sum",
      period: 15 * MINUTE,
      evaluationPeriods: 1,
      threshold: errors,
    },
  };
}

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html. A
 * queue that nobody has used for six hours has no data, also if there are messages in it: the daily sweep and the daily
 * drain look at both queues, and so raise the alarm again.
 */
function watchQueues({ failures: { deadLetterQueue, parkedQueue } }: Foundation): Watched[] {
  const depth = (queueName: pulumi.Input<string>, periods: number): Watched["metric"] => ({
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queueName },
    statistic: "Maximum",
    period: 5 * MINUTE,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    threshold: 1,
  });
  return [
    {
      id: "smtp-dead-letters",
      title: "failed operations wait to be retried",
      meaning: "Operations have failed, and retries have not emptied the dead-letter queue for half an hour",
      runbook: "operations-wait-to-be-retried",
      metric: depth(deadLetterQueue.name, 6),
    },
    {
      id: "smtp-parked",
      title: "operations need attention",
      meaning: "Operations that no retry can repair are in the parked queue",
      runbook: "parked-operations",
      metric: depth(parkedQueue.name, 1),
    },
  ];
}

/**
 * Of the whole account in this region, which SES judges as a whole; they are free, and SES updates them as it likes:
 * https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html.
 */
function watchReputation({ settings: { bounceRateAlarm, complaintRateAlarm } }: Foundation): Watched[] {
  const rate = (metricName: string, threshold: number): Watched["metric"] => ({
    namespace: "AWS/SES",
    metricName,
    statistic: "Average",
    period: HOUR,
    evaluationPeriods: 1,
    threshold,
  });
  return [
    {
      id: "smtp-bounce-rate",
      title: "too much mail bounces",
      meaning: `The account's bounce rate is ${percent(bounceRateAlarm)} or more (SES reviews accounts from 5%)`,
      runbook: "mail-bounces",
      metric: rate("Reputation.BounceRate", bounceRateAlarm),
    },
    {
      id: "smtp-complaint-rate",
      title: "recipients complain",
      meaning: `The account's complaint rate is ${percent(complaintRateAlarm)} or more (SES reviews accounts from 0.1%)`,
      runbook: "recipients-complain",
      metric: rate("Reputation.ComplaintRate", complaintRateAlarm),
    },
  ];
}

/** @param share such as 0.05 */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}
