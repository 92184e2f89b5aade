/**
 * Whether a text is a domain name that an SES identity can have: ASCII (an international name in its `xn--` form), at
 * least two labels, RFC 1035 lengths, letters, digits and inner hyphens (RFC 1123 §2.1). SES ignores their case, so they
 * are kept in lower case.
 */
export function isDomainName(text: string): boolean {
  const labels = text.split(".");
  return text.length <= 253 && labels.length >= 2 && labels.every(label => LABEL.test(label));
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether `domain` is `parent` or below it. Both in lower case. */
export function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
