import type { DomainVerification } from "../../dns/domain-records";
import type { MtaStsPolicy } from "../../dns/mta-sts";
import type { DnsRecord } from "../../dns/record";
import { visible } from "../../mailer/errors/visible";

/** What some domains need in DNS. */
export interface DnsReport {
  records: DnsRecord[];
  verification: DomainVerification[];
  mtaStsPolicies: MtaStsPolicy[];
}

/** For a person: each domain's records, one value per line, because DKIM names do not fit beside their values. */
export function dnsText({ records, verification, mtaStsPolicies }: DnsReport): string {
  return verification
    .map(({ domain, note }) =>
      [
        domain,
        `  ${visible(note)}.`,
        ...records.filter(record => record.for === domain).flatMap(recordLines),
        ...mtaStsPolicies.filter(policy => policy.domain === domain).flatMap(policyLines),
      ].join("\n"),
    )
    .join("\n\n");
}

function recordLines({ type, name, value, purpose }: DnsRecord): string[] {
  return [
    "",
    `  ${visible(purpose)}`,
    `    ${type.padEnd(5)}  ${visible(name)}`,
    `           ${visible(value)}`,
  ];
}

function policyLines({ url, content, hosted }: MtaStsPolicy): string[] {
  return [
    "",
    `  MTA-STS policy, ${hosted ? "which the stack serves" : "to serve"} at ${url}`,
    ...content
      .trimEnd()
      .split("\r\n")
      .map(line => `    ${line}`),
  ];
}
