import { visible } from "../../mailer/errors/visible";
import type { Finding, Severity } from "./findings/finding";
import type { Diagnosis } from "./findings/run";
import { type RoundTripReport, roundTripText } from "./round-trip/report";

/** For a person: worst first, each with its reason and what to do. @param roundTrip undefined: nothing is said about it */
export function diagnosisText({ findings, checks }: Diagnosis, roundTrip?: RoundTripReport): string {
  const closing = [
    summary(findings, checks),
    ...(roundTrip === undefined ? [] : [visible(roundTripText(roundTrip))]),
  ];
  return [...findings.map(findingText), closing.join("\n")].join("\n\n");
}

function findingText({ check, subject, severity, what, why, remedy }: Finding): string {
  const begins = what.toLowerCase().includes(subject.toLowerCase());
  return [
    `${severity.toUpperCase()}  ${visible(begins ? what : `${subject}: ${what}`)}`,
    `  why     ${visible(why)}`,
    `  remedy  ${visible(remedy)}`,
    `  check   ${check}`,
  ].join("\n");
}

function summary(findings: readonly Finding[], checks: number): string {
  if (findings.length === 0) return `${checks} checks, nothing found.`;
  const counts = (["error", "warning", "note"] as const).map(severity => countOf(findings, severity));
  return `${checks} checks: ${counts.join(", ")}.`;
}

/** Such as `2 warnings`. */
export function countOf(findings: readonly Finding[], severity: Severity): string {
  const count = findings.filter(each => each.severity === severity).length;
  return `${count} ${severity}${count === 1 ? "" : "s"}`;
}
