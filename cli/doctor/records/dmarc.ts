/** DMARC records by RFC 9989 §4.7 and 4.8; its predecessor's tags are known too, because receivers still read them. */
export interface DmarcRecord {
  /** By tag, in lower case, as written. Of a repeated tag the first. */
  tags: Map<string, string>;
  /** Invalid values, which receivers ignore, by tag. */
  invalid: { tag: string; value: string; expected: string }[];
  /** Tags that nobody defines. */
  unknown: string[];
  /** Text between semicolons that is no `tag=value`. */
  garbled: string[];
  repeated: string[];
}

const POLICY = { pattern: /^(none|quarantine|reject)$/i, expected: "none, quarantine or reject" };
const ALIGNMENT = { pattern: /^[rs]$/i, expected: "r or s" };
const YES_OR_NO = { pattern: /^[yn]$/i, expected: "y or n" };

/** RFC 9989 §4.7. */
const TAGS: Readonly<Record<string, { pattern: RegExp; expected: string }>> = {
  v: { pattern: /^DMARC1$/, expected: "DMARC1" },
  p: POLICY,
  sp: POLICY,
  np: POLICY,
  adkim: ALIGNMENT,
  aspf: ALIGNMENT,
  fo: { pattern: /^[01ds](?:\s*:\s*[01ds])*$/i, expected: "0, 1, d or s, separated by colons" },
  psd: { pattern: /^[ynu]$/i, expected: "y, n or u" },
  t: YES_OR_NO,
  rua: { pattern: /^.+$/, expected: "URIs, separated by commas" },
  ruf: { pattern: /^.+$/, expected: "URIs, separated by commas" },
};

/** Of RFC 7489; RFC 9989 has removed them. */
export const REMOVED_TAGS: ReadonlySet<string> = new Set(["pct", "rf", "ri"]);

/** RFC 9989 §4.8: the version comes first, and its value is case-sensitive. */
export function isDmarc(text: string): boolean {
  return /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

/** What is meant to be a DMARC record and is none. */
export function isAlmostDmarc(text: string): boolean {
  return !isDmarc(text) && /\bDMARC1?\b|^\s*v\s*=\s*DMARC|\bp\s*=\s*(none|quarantine|reject)\b/i.test(text);
}

export function parseDmarc(text: string): DmarcRecord {
  const record: DmarcRecord = { tags: new Map(), invalid: [], unknown: [], garbled: [], repeated: [] };
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    const [, name = "", value = ""] = /^\s*([a-z]+)\s*=\s*(.*?)\s*$/is.exec(part) ?? [];
    const tag = name.toLowerCase();
    if (tag === "") record.garbled.push(part.trim());
    else if (record.tags.has(tag)) record.repeated.push(tag);
    else {
      record.tags.set(tag, value);
      const known = TAGS[tag];
      if (known === undefined && !REMOVED_TAGS.has(tag)) record.unknown.push(tag);
      if (known !== undefined && !known.pattern.test(value))
        record.invalid.push({ tag, value, expected: known.expected });
    }
  }
  return record;
}

/** A place that reports go to. */
export interface ReportAddress {
  tag: "rua" | "ruf";
  text: string;
  /** Of a valid `mailto:`. */
  address?: string;
  /** In lower case. */
  domain?: string;
  /** Why reports cannot go there. */
  problem?: string;
  /** RFC 7489's `!10m`; RFC 9989 has removed it. */
  hasSize?: boolean;
}

export function reportAddresses({ tags }: DmarcRecord): ReportAddress[] {
  return (["rua", "ruf"] as const).flatMap(tag =>
    (tags.get(tag) ?? "")
      .split(",")
      .map(text => text.trim())
      .filter(text => text !== "")
      .map(text => ({ tag, text, ...destinationOf(text) })),
  );
}

/** RFC 9989 §4.7: any URI is allowed, but receivers must know `mailto:` only. */
function destinationOf(text: string): Partial<ReportAddress> {
  const [uri = "", size] = text.split("!");
  const sized = size === undefined ? {} : { hasSize: true };
  const [, address = ""] = /^mailto:([^?]*)/i.exec(uri) ?? [];
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) return { problem: "not a URI: mailto: is missing", ...sized };
  if (!/^mailto:/i.test(uri)) return { problem: "receivers need not know any scheme but mailto:", ...sized };
  const [, domain] = /^[^@\s]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(address) ?? [];
  if (domain === undefined) return { problem: "not an email address", ...sized };
  return { address, domain: domain.toLowerCase(), ...sized };
}
