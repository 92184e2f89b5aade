import type { DomainVerification } from "../../dns/domain-records";
import type { MtaStsCertificate, MtaStsPolicy } from "../../dns/mta-sts";
import type { DnsRecord } from "../../dns/record";
import { type ClientEndpoint, stackOutputs } from "../api/endpoint";
import { UsageError } from "../shared/context";
import type { DomainTarget } from "./domain/target";

/** What doctor needs of the stack's outputs. */
export interface DoctorOutputs {
  domainVerification: DomainVerification[];
  dnsRecords: DnsRecord[];
  mtaStsPolicies?: MtaStsPolicy[];
  /** Of the hosts that serve the policies; absent in stacks of older programs. */
  mtaStsCertificates?: MtaStsCertificate[];
  smtpEndpoint: ClientEndpoint;
  kmsKeyArn: string;
  tableName: string;
  configurationSetName: string;
  alertTopicArn: string;
  bounceTopicArn: string;
  complaintTopicArn: string;
  deadLetterQueueUrl: string;
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
  recorderFunctionName: string;
  validatorFunctionName: string;
  smtpUsers: { stack: string };
}

/** @throws CommandError if the stack cannot be found, or is of an older program */
export async function doctorOutputs(stack: string | undefined): Promise<DoctorOutputs> {
  return (await stackOutputs(stack, "smtpUsers")) as unknown as DoctorOutputs;
}

/** @param name only this domain @throws UsageError if the stack does not send from it */
export function domainTargets(outputs: DoctorOutputs, name: string | undefined): DomainTarget[] {
  const known = outputs.domainVerification.map(({ domain }) => domain);
  const wanted = name?.toLowerCase().replace(/\.$/, "");
  if (wanted !== undefined && !known.includes(wanted))
    throw new UsageError(
      "--domain",
      `the stack does not send from ${JSON.stringify(name)}`,
      `use ${known.join(", ")}`,
    );
  return known
    .filter(domain => wanted === undefined || domain === wanted)
    .map(domain => ({
      domain,
      records: outputs.dnsRecords.filter(record => record.for === domain),
      mtaStsPolicy: outputs.mtaStsPolicies?.find(policy => policy.domain === domain),
    }));
}
