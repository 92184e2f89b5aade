import { type StackOutputs, stackOutputs } from "../api/stack-outputs";
import { dnsReport, forDomain } from "../domains/report";
import type { DomainTarget } from "./domain/target";

/** @throws CommandError if the stack cannot be found, or is of an older program */
export async function doctorOutputs(stack: string | undefined): Promise<StackOutputs> {
  return (await stackOutputs(stack, "smtpUsers")) as StackOutputs;
}

/** @param name only this domain @throws UsageError if the stack does not send from it */
export function domainTargets(outputs: StackOutputs, name: string | undefined): DomainTarget[] {
  const { records, verification, mtaStsPolicies } = forDomain(dnsReport(outputs), name);
  return verification.map(({ domain }) => ({
    domain,
    records: records.filter(record => record.for === domain),
    mtaStsPolicy: mtaStsPolicies.find(policy => policy.domain === domain),
  }));
}
