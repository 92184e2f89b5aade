/** One value of a metric, as CloudWatch gets it from a log entry. */
export interface MetricValue {
  namespace: string;
  name: string;
  unit: string;
  dimensions: Readonly<Record<string, string>>;
  value: number;
  /** Milliseconds since 1970. */
  at: number;
}

const UNITS =
  /^(?:(?:Bytes|Bits|(?:Kilo|Mega|Giga|Tera)(?:bytes|bits)|Count)(?:\/Second)?|Seconds|Microseconds|Milliseconds|Percent|None)$/;

/** A log entry's time must be at most 14 days old and 2 hours ahead, as in PutLogEvents. */
const MAX_AGE_MS = 14 * 24 * 3600_000;
const MAX_AHEAD_MS = 2 * 3600_000;

/**
 * The values in a line of a log, according to
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html.
 * CloudWatch ignores a document that is not valid, and says nothing: this parser refuses it. It also refuses what the
 * specification leaves open and this project does not use (high resolution, several directives).
 *
 * @param line as it is in the log: a prefix, as `console` writes one, makes it no document
 * @returns none if the line is no document in this format
 * @throws Error that says what is wrong with one
 */
export function metricValues(line: string, now = Date.now()): MetricValue[] {
  if (!line.includes('"_aws"')) return [];
  let root: unknown;
  try {
    root = JSON.parse(line);
  } catch {
    throw invalid("the line is not JSON and nothing else", line);
  }
  if (!isObject(root) || !isObject(root._aws)) throw invalid("_aws must be an object", line);
  const { Timestamp, CloudWatchMetrics, ...others } = root._aws;
  if (Object.keys(others).length > 0) throw invalid(`_aws has ${Object.keys(others).join(", ")}`, line);
  if (!Number.isSafeInteger(Timestamp)) throw invalid("Timestamp must be in milliseconds since 1970", line);
  const at = Number(Timestamp);
  if (at < now - MAX_AGE_MS || at > now + MAX_AHEAD_MS) throw invalid("Timestamp is too old or ahead", line);
  if (!Array.isArray(CloudWatchMetrics) || CloudWatchMetrics.length !== 1)
    throw invalid("CloudWatchMetrics must be a list of one directive", line);
  return directive(CloudWatchMetrics[0], root, line).map(value => ({ ...value, at }));
}

function directive(value: unknown, root: Record<string, unknown>, line: string): Omit<MetricValue, "at">[] {
  if (!isObject(value)) throw invalid("a directive must be an object", line);
  const { Namespace: namespace, Dimensions, Metrics, ...others } = value;
  if (Object.keys(others).length > 0)
    throw invalid(`a directive has ${Object.keys(others).join(", ")}`, line);
  if (typeof namespace !== "string" || !/^[\w.\-#/ ]{1,255}$/.test(namespace) || namespace.startsWith("AWS/"))
    throw invalid("Namespace must be a name of at most 255 characters, not one of AWS", line);
  if (!Array.isArray(Dimensions) || Dimensions.length === 0)
    throw invalid("Dimensions must be a list of sets", line);
  const sets = Dimensions.map(set => dimensions(set, root, line));
  if (!Array.isArray(Metrics) || Metrics.length === 0 || Metrics.length > 100)
    throw invalid("Metrics must be a list of 1 to 100", line);
  return Metrics.flatMap(metric => {
    const { name, unit, value: target } = definition(metric, root, line);
    return sets.map(set => ({ namespace, name, unit, dimensions: set, value: target }));
  });
}

function dimensions(set: unknown, root: Record<string, unknown>, line: string): Record<string, string> {
  if (!Array.isArray(set) || set.length > 30) throw invalid("a set has at most 30 dimensions", line);
  return Object.fromEntries(
    set.map((name: unknown) => {
      if (typeof name !== "string" || !isPrintable(name, 250) || name.startsWith(":"))
        throw invalid("a dimension's name must be of 1 to 250 printable ASCII characters", line);
      const value = root[name];
      if (typeof value !== "string" || !isPrintable(value, 1024))
        throw invalid(`the value of ${name} must be a string of 1 to 1024 printable ASCII characters`, line);
      return [name, value];
    }),
  );
}

function definition(metric: unknown, root: Record<string, unknown>, line: string) {
  if (!isObject(metric)) throw invalid("a metric must be an object", line);
  const { Name: name, Unit: unit = "None", ...others } = metric;
  if (Object.keys(others).length > 0) throw invalid(`a metric has ${Object.keys(others).join(", ")}`, line);
  if (typeof name !== "string" || !isPrintable(name, 1024)) throw invalid("a metric has no name", line);
  if (typeof unit !== "string" || !UNITS.test(unit))
    throw invalid(`${JSON.stringify(unit)} is no unit`, line);
  const value = root[name];
  if (typeof value !== "number" || !Number.isFinite(value))
    throw invalid(`the value of ${name} must be a number`, line);
  return { name, unit, value };
}

function isPrintable(text: string, maxLength: number): boolean {
  return text.length <= maxLength && /^[ -~]*[!-~][ -~]*$/.test(text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(problem: string, line: string): Error {
  return new Error(`Not a valid document of the embedded metric format: ${problem}. ${line}`);
}
