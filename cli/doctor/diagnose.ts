import type { StackOutputs } from "../api/stack-outputs";
import { explainAwsError } from "../shared/aws-errors";
import { dnsServers } from "./dns-servers";
import { awsSources, doctorChecks } from "./doctor";
import type { Area } from "./findings/catalog";
import { type Diagnosis, runDoctor, type RunOptions } from "./findings/run";
import { type RoundTripReport, roundTripReport } from "./round-trip/report";
import type { Trip } from "./round-trip/trip";

export interface DiagnoseOptions {
  /** Only its DNS and identity. */
  domain?: string;
  only?: Area;
  /** Instead of public resolvers, separated by commas. */
  dnsServer?: string;
  /** Of the servers of MTA-STS policies, instead of 443: the sandbox has another. */
  httpsPort?: number;
  /** Also sends two messages to SES's mailbox simulator, and waits this long for their events; undefined: sends nothing. */
  roundTripMs?: number;
}

/** Also says whether a round trip was made, and how long it took. */
export type ReportedDiagnosis = Diagnosis & { roundTrip: RoundTripReport };

/**
 * Makes doctor's checks of a stack, with the caller's own permissions. A check that cannot be made is a finding.
 *
 * @throws UsageError for a domain that the stack does not send from, or an invalid DNS server
 */
export async function diagnose(
  outputs: StackOutputs,
  options: DiagnoseOptions,
  onCheck: NonNullable<RunOptions["onCheck"]> = () => undefined,
): Promise<ReportedDiagnosis> {
  const sources = {
    ...{ outputs, resolvers: dnsServers(options.dnsServer), ...awsSources(outputs) },
    ...(options.httpsPort && { https: { port: options.httpsPort } }),
  };
  let trip: Trip | undefined;
  const { roundTripMs: maxMs, ...scope } = options;
  const roundTrip = maxMs === undefined ? undefined : { maxMs, onTrip: (made: Trip) => (trip = made) };
  try {
    const diagnosis = await runDoctor(doctorChecks(sources, { ...scope, roundTrip }), {
      explain: cause => explainAwsError(cause, {}) ?? (cause as Error).message,
      onCheck,
    });
    return { ...diagnosis, roundTrip: roundTripReport(trip) };
  } finally {
    sources.courier.close();
    sources.ses.close();
    sources.aws.close();
  }
}
