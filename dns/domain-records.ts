import { isWithin } from "../handlers/shared/domain-name";
import { type MtaStsOptions, mtaStsPolicy, mtaStsRecord } from "./mta-sts";
import type { DnsRecord } from "./record";

/**
 * How a domain's mail is signed. Only Easy DKIM's tokens make DNS records; those of other identities are a selector
 * (own key), or belong to the same identity in another region (Deterministic Easy DKIM):
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html.
 */
export type DkimSigning = { kind: "easy"; tokens: string[] } | { kind: "own key" } | { kind: "other region" };

export interface DnsOptions extends MtaStsOptions {
  region: string;
  mailFromSubdomain?: string | undefined;
  dmarcPolicy: "none" | "quarantine" | "reject";
  dmarcReportAddress?: string | undefined;
  tlsReportAddress?: string | undefined;
}

/** What proves to SES that the domain is yours. */
export interface DomainVerification {
  domain: string;
  /** The records that verify it; none where SES knows the domain already. */
  records: Pick<DnsRecord, "name" | "type" | "value">[];
  note: string;
}

/** The records a domain's zone needs, and one for the zone of a report address elsewhere. */
export function dnsRecords(domain: string, signing: DkimSigning, options: DnsOptions): DnsRecord[] {
  const mtaSts = mtaStsPolicy(domain, options);
  return [
    ...dkimRecords(domain, signing, options),
    ...mailFromRecords(domain, options),
    {
      ...of(domain),
      kind: "spf",
      name: domain,
      type: "TXT",
      value: SPF,
      purpose:
        'SPF: if the domain already has a "v=spf1" record, add include:amazonses.com to that one instead',
    },
    {
      ...of(domain),
      kind: "dmarc",
      name: `_dmarc.${domain}`,
      type: "TXT",
      value: dmarc(options),
      purpose: "DMARC: what receivers do with mail that fails DKIM and SPF",
    },
    ...reportAuthorization(domain, options),
    ...(mtaSts === undefined ? [] : [mtaStsRecord(mtaSts)]),
    ...tlsReportRecords(domain, options),
  ];
}

/**
 * SESv2 verifies a domain by its DKIM records and by nothing else; the TXT record `_amazonses` belongs to the older API
 * (https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html).
 */
export function domainVerification(
  domain: string,
  signing: DkimSigning,
  options: DnsOptions,
): DomainVerification {
  const records = dkimRecords(domain, signing, options).map(({ name, type, value }) => ({
    name,
    type,
    value,
  }));
  const note =
    dkimNote(domain, signing) ??
    "SES verifies the domain by its three DKIM records, usually within minutes (at most 72 hours); no TXT record is needed";
  return { domain, records, note };
}

/** Why a domain has no DKIM records to add; undefined if it has some. */
export function dkimNote(domain: string, { kind }: DkimSigning): string | undefined {
  switch (kind) {
    case "easy":
      return undefined;
    case "own key":
      return `${domain} signs with its own DKIM key (BYODKIM): keep the DKIM record it has`;
    case "other region":
      return `${domain} signs with the DKIM keys of its identity in another region: keep the records of that identity`;
  }
}

/** A record of the domain's own zone. */
function of(domain: string): Pick<DnsRecord, "for" | "domain"> {
  return { for: domain, domain };
}

function dkimRecords(domain: string, signing: DkimSigning, { region }: DnsOptions): DnsRecord[] {
  if (signing.kind !== "easy") return [];
  return signing.tokens.map(token => ({
    ...of(domain),
    kind: "dkim",
    name: `${token}._domainkey.${domain}`,
    type: "CNAME",
    value: `${token}.${dkimDomain(region)}`,
    purpose: "DKIM: verifies the domain and signs its mail",
  }));
}

/**
 * Regions whose DKIM keys are in a separate zone,
 * https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains. GetEmailIdentity returns a domain's zone
 * as SigningHostedZone.
 */
const SEPARATE_DKIM_ZONE = new Set([
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
  "us-gov-east-1",
]);

export function dkimDomain(region: string): string {
  return SEPARATE_DKIM_ZONE.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
}

const SPF = "v=spf1 include:amazonses.com ~all";

/** https://docs.aws.amazon.com/ses/latest/dg/mail-from.html: exactly one MX, or SES will not use it. */
function mailFromRecords(domain: string, { mailFromSubdomain, region }: DnsOptions): DnsRecord[] {
  if (mailFromSubdomain === undefined) return [];
  const name = `${mailFromSubdomain}.${domain}`;
  return [
    {
      ...of(domain),
      kind: "mail-from",
      name,
      type: "MX",
      value: `10 feedback-smtp.${region}.amazonses.com`,
      purpose: "MAIL FROM: returns bounces to SES; use this name for nothing else",
    },
    {
      ...of(domain),
      kind: "mail-from",
      name,
      type: "TXT",
      value: SPF,
      purpose: "SPF of the MAIL FROM domain",
    },
  ];
}

/** Relaxed alignment: with a MAIL FROM subdomain, strict SPF alignment (aspf=s) can never pass. */
function dmarc({ dmarcPolicy, dmarcReportAddress: to }: DnsOptions): string {
  const reports = to === undefined ? "" : ` rua=mailto:${to}; ruf=mailto:${to};`;
  return `v=DMARC1; p=${dmarcPolicy};${reports} sp=${dmarcPolicy}; adkim=r; aspf=r;`;
}

/**
 * Receivers send reports to another organization's domain only if that domain says that it wants them (RFC 9990 §4). A
 * domain above or below is of the same organization.
 */
function reportAuthorization(domain: string, { dmarcReportAddress }: DnsOptions): DnsRecord[] {
  const reportDomain = dmarcReportAddress?.split("@").at(-1)?.toLowerCase();
  if (reportDomain === undefined || isWithin(reportDomain, domain) || isWithin(domain, reportDomain))
    return [];
  return [
    {
      for: domain,
      domain: reportDomain,
      kind: "report-authorization",
      name: `${domain}._report._dmarc.${reportDomain}`,
      type: "TXT",
      value: "v=DMARC1;",
      purpose: `DMARC reports: belongs in the zone of ${reportDomain}, which agrees to get the reports about ${domain}`,
    },
  ];
}

function tlsReportRecords(domain: string, { tlsReportAddress }: DnsOptions): DnsRecord[] {
  if (tlsReportAddress === undefined) return [];
  return [
    {
      ...of(domain),
      kind: "tls-rpt",
      name: `_smtp._tls.${domain}`,
      type: "TXT",
      value: `v=TLSRPTv1; rua=mailto:${tlsReportAddress};`,
      purpose: "TLS-RPT (RFC 8460): reports of failed TLS to this domain",
    },
  ];
}
