/** What a record is for. */
type RecordKind =
  | "dkim"
  | "mail-from"
  | "spf"
  | "dmarc"
  | "report-authorization"
  | "mta-sts"
  | "mta-sts-certificate"
  | "mta-sts-host"
  | "tls-rpt";

/** A record to add to a zone; `purpose` is for the person who adds it. */
export interface DnsRecord {
  /** The sending domain that needs it. */
  for: string;
  /** The domain whose zone it belongs to (or a zone above it): of report authorizations, the one that gets the reports. */
  domain: string;
  kind: RecordKind;
  /** Fully qualified, without the final dot. */
  name: string;
  type: "CNAME" | "MX" | "TXT";
  /** Without quotes; of an MX record, the preference and the host. */
  value: string;
  purpose: string;
}

/** Seconds that resolvers may keep a record, in every format. */
export const TTL_SECONDS = 3_600;

/** The value of a TXT record in quotes. A character-string holds at most 255 octets (RFC 1035 §3.3); longer text is split. */
function quoted(text: string): string {
  const parts = text.match(/.{1,255}/gs) ?? [""];
  return parts.map(part => `"${part.replace(/["\\]/g, "\\$&")}"`).join(" ");
}

/** The value as a zone file shows it: host names end with a dot. */
export function recordData({ type, value }: Pick<DnsRecord, "type" | "value">): string {
  return type === "TXT" ? quoted(value) : `${value}.`;
}
