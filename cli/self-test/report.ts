import { fields } from "../shared/table";
import type { Measurement } from "./self-test";
import type { StepResult } from "./step";

/** The result of a run, as `--json` prints it. */
export interface SelfTestReport {
  stack: string;
  region: string;
  domain: string;
  startedAt: string;
  seconds: number;
  /** Messages that were given to SES. */
  messages: number;
  passed: number;
  failed: number;
  skipped: number;
  steps: StepResult[];
  /** What AWS does not document, or not to the second. */
  measurements: Measurement[];
  /** What could not be removed, and why. */
  left: string[];
}

export function count(steps: readonly StepResult[], verdict: StepResult["verdict"]): number {
  return steps.filter(step => step.verdict === verdict).length;
}

const MARKS: Readonly<Record<StepResult["verdict"], string>> = {
  passed: "ok",
  failed: "FAILED",
  skipped: "skipped",
};

/** A line of progress. */
export function progressLine({ name, verdict, detail, seconds }: StepResult): string {
  return `${MARKS[verdict].padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  ${name}: ${detail}`;
}

export function reportText(report: SelfTestReport): string {
  const { stack, region, domain, startedAt, messages, seconds, passed, failed, skipped } = report;
  const head = fields([
    ["stack", `${stack} in ${region}`],
    ["domain", domain],
    ["started", `${startedAt}, ${seconds.toFixed(0)} s`],
    ["messages", `${messages}, to the mailbox simulator`],
    ["steps", `${passed} passed, ${failed} failed, ${skipped} skipped`],
  ]);
  const parts = [
    head,
    problemsText(report),
    report.measurements.length === 0
      ? ""
      : `On this account:\n${report.measurements.map(({ text }) => `- ${text}`).join("\n")}`,
    report.left.length === 0
      ? "Everything that the self-test created is removed."
      : `Left behind:\n${report.left.map(line => `- ${line}`).join("\n")}`,
  ];
  return parts.filter(part => part !== "").join("\n\n");
}

function problemsText({ steps }: SelfTestReport): string {
  return steps
    .filter(({ verdict }) => verdict === "failed")
    .map(({ name, proves, detail, remedy }) =>
      [
        `FAILED ${name}: not true that ${proves}.`,
        detail,
        ...(remedy === undefined ? [] : [`Remedy: ${remedy}`]),
      ].join("\n  "),
    )
    .join("\n");
}

export function reportMarkdown(report: SelfTestReport): string {
  const { stack, region, domain, startedAt, messages, seconds, passed, failed, skipped } = report;
  const rows = report.steps.map(
    ({ name, proves, verdict, detail, remedy, seconds: took }) =>
      `| ${cell(name)} | ${MARKS[verdict]} | ${took.toFixed(1)} | ${cell(proves)} | ${cell(remedy === undefined ? detail : `${detail}. ${remedy}`)} |`,
  );
  return [
    `# Self-test of ${stack} in ${region}`,
    "",
    `${startedAt}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds.toFixed(0)} s, with ${messages} messages from ${domain} to SES's mailbox simulator.`,
    "",
    "| step | verdict | seconds | what it proves | what was seen |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...(report.measurements.length === 0
      ? []
      : ["## On this account", "", ...report.measurements.map(({ text }) => `- ${cell(text)}`), ""]),
    ...(report.left.length === 0
      ? ["Everything that the self-test created is removed.", ""]
      : ["## Left behind", "", ...report.left.map(line => `- ${cell(line)}`), ""]),
  ].join("\n");
}

/** Text of others in a table: no cell may end early, no line may break, and nothing is markup. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, "\\$&").replace(/\s+/g, " ");
}
