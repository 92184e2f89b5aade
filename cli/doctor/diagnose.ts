import type { StackOutputs } from "../api/stack-outputs";
import { explainAwsError } from "../shared/aws-errors";
import { dnsServers } from "./dns-servers";
import { awsSources, doctorChecks } from "./doctor";
import type { Area } from "./findings/catalog";
import { type Diagnosis, runDoctor, type RunOptions } from "./findings/run";

export interface DiagnoseOptions {
  /** Only its DNS and identity. */
  domain?: string;
  only?: Area;
  /** Instead of public resolvers, separated by commas. */
  dnsServer?: string;
  /** Of the servers of MTA-STS policies, instead of 443: the sandbox has another. */
  httpsPort?: number;
}

/**
 * Makes doctor's checks of a stack, with the caller's own permissions. A check that cannot be made is a finding.
 *
 * @throws UsageError for a domain that the stack does not send from, or an invalid DNS server
 */
export async function diagnose(
  outputs: StackOutputs,
  options: DiagnoseOptions,
  onCheck: NonNullable<RunOptions["onCheck"]> = () => undefined,
): Promise<Diagnosis> {
  const sources = {
    ...{ outputs, resolvers: dnsServers(options.dnsServer), ...awsSources(outputs) },
    ...(options.httpsPort && { https: { port: options.httpsPort } }),
  };
  try {
    return await runDoctor(doctorChecks(sources, options), {
      explain: cause => explainAwsError(cause, {}) ?? (cause as Error).message,
      onCheck,
    });
  } finally {
    sources.ses.close();
    sources.aws.close();
  }
}
