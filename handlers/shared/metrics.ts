/** Where the metrics are in CloudWatch. */
export const METRIC_NAMESPACE = "ses-smtp";

/** The only dimension: each combination of dimensions is a metric of its own, and is billed as one. */
export const METRIC_DIMENSION = "stack";

/**
 * Every metric that the functions emit, with its unit. Ten, because AWS gives each account ten free
 * (https://aws.amazon.com/cloudwatch/pricing/). Bounces and complaints are in AWS's own namespace AWS/SES, queues in
 * AWS/SQS, errors of functions in AWS/Lambda.
 *
 * A metric is billed only for the hours in which it gets a value, and none gets one while nothing happens: there are no
 * zeros.
 */
export const METRICS = {
  /** Logins that work for the first time, or again after they were removed. */
  CredentialsCreated: "Count",
  /** Records that became `failed`, except by a hold. */
  CredentialsFailed: "Count",
  /** Logins whose record is gone, removed from IAM. */
  CredentialsDeleted: "Count",
  /** From the change of a record to the working login, with each of {@link METRICS.CredentialsCreated}. */
  TimeToActive: "Milliseconds",
  /** Passwords that were replaced while the login worked. */
  Rotations: "Count",
  /** Messages that break a rule of their login. */
  Violations: "Count",
  /** Logins that a hold has stopped. */
  LoginsSuspended: "Count",
  /** What a sweep found beyond routine work. */
  SweepFindings: "Count",
  /** Of the account's quota for 24 hours. */
  QuotaUsed: "Percent",
  /** Recipients to whose servers SES has delivered a message. */
  SuccessfulSends: "Count",
} as const satisfies Record<string, "Count" | "Milliseconds" | "Percent">;

export type MetricName = keyof typeof METRICS;

/** Emits metrics. */
export interface Metrics {
  /**
   * @param values by metric; a zero is not emitted
   * @param fields for people who search the log, such as the correlation id; never an address or a secret
   */
  emit(values: Partial<Record<MetricName, number>>, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * Emits metrics as log entries in CloudWatch's embedded metric format, from which CloudWatch Logs extracts them
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * That costs no call. It delivers each at least once; a function that fails emits nothing again for what is done.
 *
 * @param stack the value of the dimension
 * @param writeLine by default past `console`, which puts a time and a request id in front of each line of a function with
 *   text logs: an entry in this format must be JSON and nothing else. With JSON logs, Lambda leaves such lines as they
 *   are, and takes those without a level for INFO
 *   (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html): a function that emits metrics
 *   must not have its application logs limited to a higher level.
 */
export function emittedMetrics(
  stack: string,
  now: () => number = Date.now,
  writeLine: (line: string) => void = line => process.stdout.write(`${line}\n`),
): Metrics {
  return {
    emit(values, fields = {}) {
      const present = Object.entries(values).filter(([, value]) => Number.isFinite(value) && value !== 0);
      if (present.length === 0) return;
      const metrics = present.map(([Name]) => ({ Name, Unit: METRICS[Name as MetricName] }));
      const directive = {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [[METRIC_DIMENSION]],
        Metrics: metrics,
      };
      writeLine(
        JSON.stringify({
          ...fields,
          [METRIC_DIMENSION]: stack,
          ...Object.fromEntries(present),
          _aws: { Timestamp: now(), CloudWatchMetrics: [directive] },
        }),
      );
    },
  };
}
