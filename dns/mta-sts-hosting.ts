import { mtaStsHost } from "./mta-sts";
import type { DnsRecord } from "./record";

/** The record that ACM looks for (https://docs.aws.amazon.com/acm/latest/APIReference/API_ResourceRecord.html). */
interface ValidationRecord {
  resourceRecordName: string;
  resourceRecordValue: string;
}

/** Shows ACM that the name is yours. */
export function certificateRecord(
  domain: string,
  { resourceRecordName, resourceRecordValue }: ValidationRecord,
): DnsRecord {
  return {
    for: domain,
    domain,
    kind: "mta-sts-certificate",
    name: withoutFinalDot(resourceRecordName),
    type: "CNAME",
    value: withoutFinalDot(resourceRecordValue),
    purpose: `Certificate of ${mtaStsHost(domain)}: ACM issues and renews it as long as this record exists`,
  };
}

/** @param target the host name that API Gateway gave the custom domain */
export function hostRecord(domain: string, target: string): DnsRecord {
  return {
    for: domain,
    domain,
    kind: "mta-sts-host",
    name: mtaStsHost(domain),
    type: "CNAME",
    value: withoutFinalDot(target),
    purpose: "MTA-STS: leads to the stack's API, which serves the policy",
  };
}

function withoutFinalDot(name: string): string {
  return name.replace(/\.$/, "");
}
