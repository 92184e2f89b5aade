import type { CheckName } from "../../../cli/doctor/findings/catalog";
import type { Severity } from "../../../cli/doctor/findings/finding";
import type { World } from "./world";

/** Something wrong with a domain, and what doctor must say. */
export interface DomainFault {
  title: string;
  plant: (world: World) => void;
  check: CheckName;
  severity: Severity;
  what: RegExp;
  /** In the remedy. */
  remedy?: RegExp;
  /** Which of checkdmarc's verdicts is about it, and whether it calls the record invalid. Absent: it does not judge this. */
  witness?: { part: "spf" | "dmarc" | "mta_sts" | "smtp_tls_reporting"; valid: boolean };
}
