import { domainToASCII } from "node:url";

/**
 * An address as SES compares it: the domain in lowercase Punycode, the local part unchanged, because local parts
 * are case-sensitive (https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html).
 *
 * @returns undefined for anything but plain ASCII `local@domain`. SES does not support SMTPUTF8; quoted local parts
 *   are rejected here too, because parsers disagree about them
 */
export function parseAddress(text: string): { address: string; domain: string } | undefined {
  const [, local, domainText] = /^([\w.!#$%&'*+/=?^`{|}~-]+)@([^@\s]+)$/.exec(text) ?? [];
  if (local === undefined || domainText === undefined) return undefined;
  const domain = domainToASCII(domainText);
  return isDomain(domain) ? { address: `${local}@${domain}`, domain } : undefined;
}

/** At least two labels of letters, digits and hyphens (RFC 5321, section 4.1.2; RFC 1035, section 2.3.1). */
export function isDomain(text: string): boolean {
  const labels = text.split(".");
  return text.length <= 253 && labels.length > 1 && labels.every(label => LABEL.test(label));
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `a.b.example.com` → `a.b.example.com`, `b.example.com`, `example.com`, `com`. */
export function domainAndParents(domain: string): string[] {
  const labels = domain.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}
