import { alarmProblem } from "../../../sandbox/provider/types/cloudwatch/alarm-input";

/** A value of a metric at a time, in milliseconds since 1970. */
export interface Sample {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
  value: number;
  at: number;
}

/** An alarm on one metric, as the program declares it. */
export interface AlarmExpression {
  name: string;
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: keyof typeof STATISTICS;
  /** Seconds. */
  period: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparisonOperator: keyof typeof COMPARISONS;
  treatMissingData: keyof typeof MISSING_BREACHES;
}

const STATISTICS = {
  Sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  Average: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Maximum: (values: readonly number[]) => Math.max(...values),
  Minimum: (values: readonly number[]) => Math.min(...values),
} as const;

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

/** `ignore` and `missing` depend on what was before, and on points that AWS does not say how far back it looks for. */
const MISSING_BREACHES = { breaching: true, notBreaching: false } as const;

/** What an alarm is, and what only names it or says whom to tell. */
const KNOWN = [
  ...["name", "namespace", "metricName", "dimensions", "statistic", "period", "evaluationPeriods"],
  ...["datapointsToAlarm", "threshold", "comparisonOperator", "treatMissingData"],
  ...["alarmDescription", "alarmActions", "actionsEnabled", "tags"],
];

/**
 * Reads the inputs of an `aws:cloudwatch/metricAlarm:MetricAlarm`.
 *
 * @throws Error for what CloudWatch rejects, and for everything that {@link alarmState} does not evaluate
 */
export function alarmExpression(inputs: Readonly<Record<string, unknown>>): AlarmExpression {
  const name = String(inputs.name);
  const unknown = Object.keys(inputs).filter(key => inputs[key] !== undefined && !KNOWN.includes(key));
  if (unknown.length > 0) throw new Error(`${name}: cannot evaluate ${unknown.join(", ")}`);
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, dimensions = {} } = inputs;
  const alarm = { ...inputs, dimensions, datapointsToAlarm } as unknown as AlarmExpression;
  const problem = alarmProblem({
    AlarmName: name,
    AlarmDescription: inputs.alarmDescription as string | undefined,
    AlarmActions: inputs.alarmActions as string[] | undefined,
    Statistic: alarm.statistic,
    Period: alarm.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
    TreatMissingData: alarm.treatMissingData,
  });
  if (problem !== undefined) throw new Error(`${name}: ${problem}`);
  for (const [value, table] of [
    [alarm.statistic, STATISTICS],
    [alarm.comparisonOperator, COMPARISONS],
    [alarm.treatMissingData, MISSING_BREACHES],
  ] as const)
    if (!Object.hasOwn(table, value)) throw new Error(`${name}: cannot evaluate ${String(value)}`);
  if (typeof alarm.threshold !== "number") throw new Error(`${name}: threshold must be a number`);
  return alarm;
}

/**
 * The state of an alarm at a time: `ALARM` if at least `datapointsToAlarm` of the last `evaluationPeriods` points breach.
 * A metric is identified by its name, its namespace and all of its dimensions; others are others. See
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html.
 *
 * @param now milliseconds since 1970, at the end of the last period
 */
export function alarmState(alarm: AlarmExpression, samples: readonly Sample[], now: number): "ALARM" | "OK" {
  const own = samples.filter(sample => isOf(alarm, sample));
  const periodMs = alarm.period * 1000;
  const breaches = Array.from({ length: alarm.evaluationPeriods }, (_, index) => {
    const end = now - index * periodMs;
    const values = own.filter(({ at }) => at > end - periodMs && at <= end).map(({ value }) => value);
    if (values.length === 0) return MISSING_BREACHES[alarm.treatMissingData];
    return COMPARISONS[alarm.comparisonOperator](STATISTICS[alarm.statistic](values), alarm.threshold);
  });
  return breaches.filter(Boolean).length >= alarm.datapointsToAlarm ? "ALARM" : "OK";
}

function isOf({ namespace, metricName, dimensions }: AlarmExpression, sample: Sample): boolean {
  const names = Object.keys(sample.dimensions);
  return (
    sample.namespace === namespace &&
    sample.name === metricName &&
    names.length === Object.keys(dimensions).length &&
    names.every(name => sample.dimensions[name] === dimensions[name])
  );
}
