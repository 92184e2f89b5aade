/**
 * Writes a line to the function's log as it is. `console.log` must not be used for JSON: in the JSON log format, Lambda's
 * Node runtime puts its text as a string into an entry of its own, while it leaves lines that are JSON already as they are
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
 *
 * @param line without a line break; Lambda cuts the log at each
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
