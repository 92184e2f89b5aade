import { cloudflareBatch, route53Changes } from "../../dns/provider-formats";
import { zoneFile } from "../../dns/zone-file";
import type { KnownOutputs } from "../api/stack-outputs";
import { UsageError } from "../shared/context";
import { type DnsReport, dnsText } from "../shared/dns-text";

export const DNS_FORMATS = ["table", "bind", "json", "route53", "cloudflare"] as const;

export type DnsFormat = (typeof DNS_FORMATS)[number];

export type DnsOutputs = KnownOutputs<"domainVerification" | "dnsRecords">;

/** What the stack's outputs say about DNS. */
export function dnsReport(outputs: DnsOutputs): DnsReport {
  const { dnsRecords, domainVerification, mtaStsPolicies = [] } = outputs;
  return { records: dnsRecords, verification: domainVerification, mtaStsPolicies };
}

/**
 * Only what one domain needs. A record that belongs in the zone of a report address is shown with every domain that needs it.
 *
 * @param name undefined: all domains
 * @throws UsageError if the stack does not send from it
 */
export function forDomain(report: DnsReport, name: string | undefined): DnsReport {
  if (name === undefined) return report;
  const domain = name.toLowerCase().replace(/\.$/, "");
  const known = report.verification.map(each => each.domain);
  if (!known.includes(domain))
    throw new UsageError(
      "--domain",
      `the stack does not send from ${JSON.stringify(name)}`,
      `use ${known.join(", ")}`,
    );
  return {
    records: report.records.filter(record => record.for === domain),
    verification: report.verification.filter(each => each.domain === domain),
    mtaStsPolicies: report.mtaStsPolicies.filter(each => each.domain === domain),
  };
}

export function dnsValue(format: DnsFormat, report: DnsReport): Record<string, unknown> {
  switch (format) {
    case "route53":
      return route53Changes(report.records);
    case "cloudflare":
      return cloudflareBatch(report.records);
    case "bind":
      return { zone: bindZone(report) };
    case "table":
    case "json":
      return { ...report };
  }
}

/** Undefined: the value of {@link dnsValue} as JSON. */
export function dnsFormatted(format: DnsFormat, report: DnsReport): string | undefined {
  if (format === "table") return dnsText(report);
  return format === "bind" ? bindZone(report).trimEnd() : undefined;
}

function bindZone({ records, verification }: DnsReport): string {
  const notes = verification.filter(each => each.records.length === 0).map(({ note }) => note);
  return zoneFile(records, notes);
}
