import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Sandbox } from "../../../sandbox/sandbox";
import type { TraceDocument } from "../../../sandbox/traces/daemon";
import { logEntries } from "../../../tests/support/cloudwatch/log-entries";
import { EXAMPLE_PARTS } from "../../../tests/support/cloudwatch/program-dashboards";
import type { RecordedLine, RecordedRun } from "./run";

/** What the dashboards' queries read of an entry, besides the metrics. */
const FIELDS = new Set([
  ...["_aws", "stack", "level", "service", "message", "operation", "duration_ms", "error", "code"],
  ...["username", "correlation_id", "trace_id", "statuses", "message_id"],
  ...["email_event", "bounce_type", "bounce_subtype", "complaint_type", "recipient_count"],
]);

/** SES counts an event as one of its metrics. */
const SES_METRICS: Readonly<Record<string, string>> = {
  send: "Send",
  delivery: "Delivery",
  bounce: "Bounce",
  complaint: "Complaint",
};

const REPUTATION_EVERY_MS = 5_000;
const QUEUES_EVERY_MS = 2_000;

/** Reads the queues' lengths every two seconds, as SQS reports them each minute. @returns what ends it */
export function watchQueues(
  sqs: SQSClient,
  urls: Readonly<Record<"dead" | "parked", string>>,
  begin: number,
) {
  const lines: RecordedLine[] = [];
  const since = new Map<string, number>();
  const read = async () => {
    for (const [queue, QueueUrl] of Object.entries(urls)) {
      const QueueName = queue === "dead" ? EXAMPLE_PARTS.deadLetterQueueName : EXAMPLE_PARTS.parkedQueueName;
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
      );
      const at = Date.now() - begin;
      const depth = Number(Attributes.ApproximateNumberOfMessages);
      if (depth === 0) since.delete(queue);
      else if (!since.has(queue)) since.set(queue, at);
      const age = Math.round((at - (since.get(queue) ?? at)) / 1_000);
      const metric = (name: string) => ["AWS/SQS", name, "QueueName", QueueName];
      lines.push({ at, metric: metric("ApproximateNumberOfMessagesVisible"), value: depth });
      lines.push({ at, metric: metric("ApproximateAgeOfOldestMessage"), value: age });
    }
  };
  let reading = Promise.resolve();
  const timer = setInterval(() => {
    reading = reading.then(read);
  }, QUEUES_EVERY_MS);
  return async (): Promise<RecordedLine[]> => {
    clearInterval(timer);
    await reading;
    return lines;
  };
}

/** What the stack's functions have logged and traced since `begin`, and what AWS would have measured. */
export async function collectRun(
  { report, traces }: Sandbox,
  begin: number,
  queues: readonly RecordedLine[],
): Promise<RecordedRun> {
  const ms = Date.now() - begin;
  const entries = (await logEntries(report)).flatMap(({ group, at, message }) =>
    entryOf(group, at - begin, message),
  );
  const lines = [
    ...entries,
    ...entries.flatMap(sesMetrics),
    ...reputation(entries, ms),
    ...functionMetrics([...traces.documents.values()], begin),
    ...queues,
  ];
  return { ms, lines: lines.filter(({ at }) => at >= 0 && at < ms).sort((one, other) => one.at - other.at) };
}

type Entry = Extract<RecordedLine, { entry: unknown }>;

function entryOf(group: string, at: number, message: string): Entry[] {
  const part = EXAMPLE_PARTS.functions.find(({ name }) => group.endsWith(name));
  if (part === undefined || !message.startsWith("{")) return [];
  const all = JSON.parse(message) as Record<string, unknown>;
  const isShown =
    ["_aws", "email_event", "statuses", "duration_ms"].some(name => name in all) || all.level === "ERROR";
  if (!isShown) return [];
  const metrics = new Set(metricNames(all));
  const kept = Object.entries(all).filter(([name]) => FIELDS.has(name) || metrics.has(name));
  const entry = { ...Object.fromEntries(kept), ...("stack" in all && { stack: EXAMPLE_PARTS.stack }) };
  return [{ at, group: part.logGroupName, entry }];
}

function metricNames({ _aws }: Record<string, unknown>): string[] {
  const { CloudWatchMetrics = [] } = (_aws ?? {}) as {
    CloudWatchMetrics?: { Metrics: { Name: string }[] }[];
  };
  return CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
}

function sesMetrics({ at, entry }: Entry): RecordedLine[] {
  const name = SES_METRICS[String(entry.email_event)];
  return name === undefined ? [] : [{ at, metric: ["AWS/SES", name], value: 1 }];
}

/** The rates so far: SES's are of a longer past, which a run does not have. */
function reputation(entries: readonly Entry[], ms: number): RecordedLine[] {
  const lines: RecordedLine[] = [];
  for (let at = REPUTATION_EVERY_MS; at < ms; at += REPUTATION_EVERY_MS) {
    const count = (event: string) =>
      entries.filter(each => each.at < at && each.entry.email_event === event).length;
    const sent = count("send");
    if (sent === 0) continue;
    lines.push({ at, metric: ["AWS/SES", "Reputation.BounceRate"], value: round(count("bounce") / sent) });
    lines.push({
      at,
      metric: ["AWS/SES", "Reputation.ComplaintRate"],
      value: round(count("complaint") / sent),
    });
  }
  return lines;
}

const round = (rate: number) => Number(rate.toFixed(5));

/** Each invocation has a segment of its own, as Lambda measures it. */
function functionMetrics(documents: readonly TraceDocument[], begin: number): RecordedLine[] {
  return EXAMPLE_PARTS.functions.flatMap(({ name, functionName }) => {
    const runs = documents.filter(each => each.name === name && each.end_time !== undefined);
    return runs.flatMap(({ start_time, end_time = 0, fault }) => {
      const at = Math.round(start_time * 1_000 - begin);
      const beside = runs.filter(each => each.start_time <= start_time && (each.end_time ?? 0) > start_time);
      const of = (metric: string, value: number) => ({
        at,
        metric: ["AWS/Lambda", metric, "FunctionName", functionName],
        value,
      });
      return [
        of("Duration", Math.round((end_time - start_time) * 1_000)),
        of("ConcurrentExecutions", beside.length),
        of("Errors", fault === true ? 1 : 0),
        of("Throttles", 0),
      ];
    });
  });
}
