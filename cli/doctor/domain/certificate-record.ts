import type { DnsView } from "../lookup/view";
import type { Detail } from "../findings/finding";
import { absence, otherAlias, propagation, type Wanted } from "./absence";
import { observe, type Observed } from "./observe";
import type { DomainTarget } from "./target";

/** https://docs.aws.amazon.com/acm/latest/userguide/dns-renewal-validation.html */
const WHY =
  "ACM issues the certificate of the MTA-STS policy, and renews it, only while it finds this record; without a valid certificate, senders cannot fetch the policy.";

/** The CNAME by which ACM sees that the name is yours. */
export async function observeCertificateRecord(
  view: DnsView,
  { domain }: Pick<DomainTarget, "domain">,
  wanted: Wanted,
): Promise<{ wanted: Wanted; observed: Observed }> {
  const meant = (value: string) => value === wanted.value || /\.acm-validations\.aws$/.test(value);
  return { wanted, observed: await observe(view, { name: wanted.name, type: "CNAME", domain }, meant) };
}

export function judgeCertificateRecord({
  wanted,
  observed,
}: {
  wanted: Wanted;
  observed: Observed;
}): Detail[] {
  const { values } = observed;
  if (values.length === 0) return absence(wanted, observed, WHY);
  if (!values.includes(wanted.value)) return [otherAlias(wanted, values, WHY)];
  return propagation(observed, wanted.name);
}
