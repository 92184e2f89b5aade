import { readFileSync } from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { isRecord } from "../../../sandbox/provider/properties";
import { metricKey } from "../../../tests/support/cloudwatch/metrics/statistics";
import type { Recording } from "../render";

/** A log entry or a value of one of AWS's metrics, and when it was recorded, in milliseconds from the run's begin. */
export type RecordedLine =
  | { at: number; group: string; entry: Readonly<Record<string, unknown>> }
  | { at: number; metric: readonly string[]; value: number };

/** What a stack in the sandbox recorded. Names of functions, queues and the stack are those of the example stack. */
export interface RecordedRun {
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly lines: readonly RecordedLine[];
}

/** JSON lines, compressed with gzip: the first one has the run's length. */
export const RUN_FILE = path.join(__dirname, "../sandbox-run.jsonl.gz");

/** The pictures are of this time, whenever they are drawn. */
const NOW = Date.UTC(2026, 10, 27, 12);

export function readRun(file = RUN_FILE): RecordedRun {
  const [first = "{}", ...lines] = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
  const { ms } = JSON.parse(first) as { ms: number };
  return { ms, lines: lines.map(line => JSON.parse(line) as RecordedLine) };
}

/** @returns the content of such a file */
export function compressed({ ms, lines }: RecordedRun): Buffer {
  return gzipSync([{ ms }, ...lines].map(each => `${JSON.stringify(each)}\n`).join(""), { level: 9 });
}

/**
 * The run as a dashboard shows it whose time is `lengthMs` long: its minutes are stretched to fill that time, or a week
 * would show one point. Values, durations and ages among them, stay as they were recorded.
 */
export function stretched({ ms, lines }: RecordedRun, lengthMs: number): Recording {
  const timeOf = (at: number) => Math.round(NOW - lengthMs + (at / ms) * lengthMs);
  const entries = lines.flatMap(line => {
    if (!("entry" in line)) return [];
    const at = timeOf(line.at);
    return [{ group: line.group, at, message: JSON.stringify(atTime(line.entry, at)) }];
  });
  const metrics = lines.flatMap(line =>
    "metric" in line ? [{ metric: metricKey(line.metric), at: timeOf(line.at), value: line.value }] : [],
  );
  return { entries, metrics, now: NOW };
}

/** An entry of the embedded metric format has its time inside. */
function atTime(entry: Readonly<Record<string, unknown>>, Timestamp: number) {
  return isRecord(entry._aws) ? { ...entry, _aws: { ...entry._aws, Timestamp } } : entry;
}
