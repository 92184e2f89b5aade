import { type DkimSigning, dnsRecords } from "../../../dns/domain-records";
import { mtaStsPolicy } from "../../../dns/mta-sts";
import { certificateRecord } from "../../../dns/mta-sts-hosting";
import type { DomainTarget } from "../../../cli/doctor/domain/target";
import type { ZoneRecord } from "../../../sandbox/dns/zone-data";
import { stackZones } from "../../../sandbox/dns/stack-zones";

export const DOMAIN = "company.com";

const OPTIONS = {
  region: "eu-central-1",
  mailFromSubdomain: "mail",
  dmarcPolicy: "reject",
  dmarcReportAddress: "reports@analyzer.net",
  mtaStsMode: "enforce",
  mtaStsMx: ["mx1.company.com", "*.backup.net"],
  mtaStsMaxAge: 1_209_600,
  tlsReportAddress: "tls@company.com",
} as const;

const SIGNING: DkimSigning = { kind: "easy", tokens: ["token1", "token2", "token3"] };

/** As ACM names them: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html. */
export const CERTIFICATE_RECORD = certificateRecord(DOMAIN, {
  resourceRecordName: `_a79865eb4cd1a6ab990a45779b4e0b96.mta-sts.${DOMAIN}.`,
  resourceRecordValue: "_424c7224e9b0146f9a8808af955727d0.mhbtsbpdnt.acm-validations.aws.",
});

/** What the stack asks for. */
export const TARGET: DomainTarget = {
  domain: DOMAIN,
  records: [...dnsRecords(DOMAIN, SIGNING, OPTIONS), CERTIFICATE_RECORD],
  mtaStsPolicy: mtaStsPolicy(DOMAIN, OPTIONS),
};

export interface MutableZone {
  name: string;
  records: ZoneRecord[];
}

/** The good domain's zones: what the stack asks for, the hosts that receive its mail, and the zones of others. */
export function goodZones(): MutableZone[] {
  const zones = stackZones(TARGET.records).map(({ name, records }) => ({
    name,
    records: records.map(({ name: owner, type, value }): ZoneRecord => ({ name: owner, type, value })),
  }));
  zoneIn(zones, DOMAIN).records.push(
    { name: DOMAIN, type: "MX", value: "20 in.backup.net" },
    { name: DOMAIN, type: "TXT", value: "other-service-verification=abc" },
    { name: DOMAIN, type: "A", value: "127.0.0.1" },
    { name: `mta-sts.${DOMAIN}`, type: "A", value: "127.0.0.1" },
  );
  return zones;
}

export function zoneIn(zones: readonly MutableZone[], name: string): MutableZone {
  const found = zones.find(zone => zone.name === name);
  if (found === undefined) throw new Error(`no zone ${name}`);
  return found;
}
