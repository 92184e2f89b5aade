import type { CheckName } from "./catalog";

/** `error`: mail is not sent, not accepted, or not watched. `warning`: it may be. `note`: worth knowing, nothing is broken. */
export type Severity = "error" | "warning" | "note";

/** Something that an administrator should know, and can act on. */
export interface Finding {
  check: CheckName;
  /** What it is about: a domain, an identity, a resource. */
  subject: string;
  severity: Severity;
  /** One sentence, with the value that was found. */
  what: string;
  /** What it means for mail. */
  why: string;
  /** The exact command, record or console step. */
  remedy: string;
}

/** A finding without what the check knows anyway. */
export type Detail = Omit<Finding, "check" | "subject">;

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Worst first; the order of checks is kept within a severity. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

export function error(what: string, why: string, remedy: string): Detail {
  return { severity: "error", what, why, remedy };
}

export function warning(what: string, why: string, remedy: string): Detail {
  return { severity: "warning", what, why, remedy };
}

export function note(what: string, why: string, remedy: string): Detail {
  return { severity: "note", what, why, remedy };
}
