/** A record to add to a zone; `purpose` is for the person who adds it. */
export interface DnsRecord {
  /** Fully qualified, without the final dot. */
  name: string;
  type: "CNAME" | "MX" | "TXT";
  value: string;
  purpose: string;
}

/**
 * How a domain's mail is signed. Only Easy DKIM's tokens make DNS records; those of other identities are a selector
 * (own key), or belong to the same identity in another region (Deterministic Easy DKIM):
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html.
 */
export type DkimSigning = { kind: "easy"; tokens: string[] } | { kind: "own key" } | { kind: "other region" };

export interface DnsOptions {
  region: string;
  mailFromSubdomain?: string | undefined;
  dmarcPolicy: "none" | "quarantine" | "reject";
  dmarcReportAddress?: string | undefined;
  tlsReportAddress?: string | undefined;
}

/**
 * The records a domain's zone needs. SESv2 verifies a domain by its DKIM records; the TXT record `_amazonses`
 * belongs to the older API (https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html).
 */
export function dnsRecords(domain: string, dkimTokens: readonly string[], options: DnsOptions): DnsRecord[] {
  return [
    ...dkimTokens.map((token): DnsRecord => ({
      name: `${token}._domainkey.${domain}`,
      type: "CNAME",
      value: `${token}.${dkimDomain(options.region)}`,
      purpose: "DKIM: verifies the domain and signs its mail",
    })),
    ...mailFromRecords(domain, options),
    {
      name: domain,
      type: "TXT",
      value: SPF,
      purpose:
        'SPF: if the domain already has a "v=spf1" record, add include:amazonses.com to that one instead',
    },
    {
      name: `_dmarc.${domain}`,
      type: "TXT",
      value: dmarc(options),
      purpose: "DMARC: what receivers do with mail that fails DKIM and SPF",
    },
    ...(options.tlsReportAddress === undefined
      ? []
      : [
          {
            name: `_smtp._tls.${domain}`,
            type: "TXT" as const,
            value: `v=TLSRPTv1; rua=mailto:${options.tlsReportAddress}`,
            purpose: "TLS-RPT (RFC 8460): reports of failed TLS to this domain",
          },
        ]),
  ];
}

/** The tokens that make DNS records. */
export function dkimTokens(dkim: DkimSigning): string[] {
  return dkim.kind === "easy" ? dkim.tokens : [];
}

/** What the zone file says about a domain's DKIM records where it has none of them. */
export function dkimNotes(domain: string, { kind }: DkimSigning): string[] {
  if (kind === "easy") return [];
  return kind === "own key"
    ? [`${domain} signs with its own DKIM key (BYODKIM): keep the DKIM record it has`]
    : [
        `${domain} signs with the DKIM keys of its identity in another region: keep the records of that identity`,
      ];
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

function dkimDomain(region: string): string {
  return SEPARATE_DKIM_ZONE.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
}

const SPF = "v=spf1 include:amazonses.com ~all";

/** https://docs.aws.amazon.com/ses/latest/dg/mail-from.html: exactly one MX, or SES will not use it. */
function mailFromRecords(domain: string, { mailFromSubdomain, region }: DnsOptions): DnsRecord[] {
  if (mailFromSubdomain === undefined) return [];
  const name = `${mailFromSubdomain}.${domain}`;
  return [
    {
      name,
      type: "MX",
      value: `10 feedback-smtp.${region}.amazonses.com`,
      purpose: "MAIL FROM: returns bounces to SES; use this name for nothing else",
    },
    { name, type: "TXT", value: SPF, purpose: "SPF of the MAIL FROM domain" },
  ];
}

/** Relaxed alignment: with a MAIL FROM subdomain, strict SPF alignment (aspf=s) can never pass. */
function dmarc({ dmarcPolicy, dmarcReportAddress }: DnsOptions): string {
  const reports = dmarcReportAddress === undefined ? "" : ` rua=mailto:${dmarcReportAddress};`;
  return `v=DMARC1; p=${dmarcPolicy}; sp=${dmarcPolicy};${reports} adkim=r; aspf=r`;
}

/** The records in the zone file format of RFC 1035 §5, after the notes as comments. */
export function zoneFile(records: readonly DnsRecord[], notes: readonly string[] = []): string {
  const lines = records.map(({ name, type, value, purpose }) => {
    const data = type === "TXT" ? quoted(value) : `${value}.`;
    return `; ${purpose}\n${name}. 3600 IN ${type} ${data}\n`;
  });
  return [...notes.map(note => `; ${note}\n`), ...lines].join("");
}

/** A character-string holds at most 255 octets (RFC 1035 §3.3); longer text is split. */
function quoted(text: string): string {
  const parts = text.match(/.{1,255}/gs) ?? [""];
  return parts.map(part => `"${part.replace(/["\\]/g, "\\$&")}"`).join(" ");
}
