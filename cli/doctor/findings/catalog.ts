/** Every check: its area, and what it looks at. docs/operations.md has the same table, which a test compares. */
export const CHECKS = {
  "name-servers": { area: "dns", looksAt: "that each name server of the domain's zone answers" },
  dkim: {
    area: "dns",
    looksAt: "the three DKIM records, in the zone that SES names, and the keys behind them",
  },
  "mail-from": { area: "dns", looksAt: "the one MX record of the MAIL FROM subdomain" },
  spf: {
    area: "dns",
    looksAt:
      "SPF of the domain and the MAIL FROM subdomain: one record, syntax, lookups, empty lookups, includes, how it ends",
  },
  dmarc: {
    area: "dns",
    looksAt:
      "the DMARC policy that applies (RFC 9989), its syntax and tags, and how it differs from the settings",
  },
  "report-addresses": {
    area: "dns",
    looksAt: "that DMARC reports can be received, and that other organizations have agreed to get them",
  },
  "mta-sts": {
    area: "dns",
    looksAt: "the MTA-STS record, the policy as it is served, and the MX records that it lists",
  },
  "tls-rpt": { area: "dns", looksAt: "the record for reports of failed TLS" },
} as const satisfies Readonly<Record<string, { area: Area; looksAt: string }>>;

export const AREAS = ["dns", "ses", "stack"] as const;

export type Area = (typeof AREAS)[number];

export type CheckName = keyof typeof CHECKS;
