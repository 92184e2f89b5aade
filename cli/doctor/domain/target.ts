import type { MtaStsPolicy } from "../../../dns/mta-sts";
import type { DnsRecord } from "../../../dns/record";

/** What a domain should have in DNS, by the stack's outputs. */
export interface DomainTarget {
  domain: string;
  /** Those with `for` this domain. */
  records: readonly DnsRecord[];
  mtaStsPolicy: MtaStsPolicy | undefined;
}

/** How SES signs the domain's mail now, by GetEmailIdentity. */
export interface DkimNow {
  tokens: readonly string[];
  /** Such as `dkim.amazonses.com`; undefined: SES does not say. */
  zone: string | undefined;
}

export function recordsOf({ records }: DomainTarget, kind: DnsRecord["kind"]): DnsRecord[] {
  return records.filter(record => record.kind === kind);
}
