import { type DnsOptions, dnsRecords, domainVerification } from "../../../dns/domain-records";
import { mtaStsPolicy } from "../../../dns/mta-sts";

export const EXAMPLE_DOMAINS = ["company.com", "brand.example"];

const OPTIONS = {
  region: "eu-central-1",
  dmarcPolicy: "none",
  mtaStsMode: "testing",
  mtaStsMx: ["mx1.company.com"],
  mtaStsMaxAge: 604_800,
} as const;

const SIGNING = { kind: "easy" as const, tokens: ["a1", "b2", "c3"] };

/** What a stack with Easy DKIM outputs about the DNS of the example domains. */
export function exampleOutputs(settings: Pick<DnsOptions, "dmarcReportAddress" | "mtaStsHosting"> = {}) {
  const options = { ...OPTIONS, ...settings };
  return {
    dnsRecords: EXAMPLE_DOMAINS.flatMap(domain => dnsRecords(domain, SIGNING, options)),
    domainVerification: EXAMPLE_DOMAINS.map(domain => domainVerification(domain, SIGNING, options)),
    mtaStsPolicies: EXAMPLE_DOMAINS.flatMap(domain => mtaStsPolicy(domain, options) ?? []),
  };
}
