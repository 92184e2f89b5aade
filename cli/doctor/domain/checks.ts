import type { DnsView } from "../lookup/view";
import { type Check, check } from "../findings/run";
import { judgeCertificateRecord, observeCertificateRecord } from "./certificate-record";
import { judgeDkim, observeDkim } from "./dkim";
import { judgeDmarc, observeDmarc } from "./dmarc";
import type { HttpsPlace } from "./fetch-policy";
import { judgeMailFrom, observeMailFrom } from "./mail-from";
import { judgeMtaSts, observeMtaSts } from "./mta-sts";
import { judgeRecipients, observeRecipients } from "./report-addresses";
import { judgeSpf, observeSpf } from "./spf";
import { type DkimNow, type DomainTarget, recordsOf } from "./target";
import { judgeTlsRpt, observeTlsRpt } from "./tls-rpt";
import { judgeServers, observeServers } from "./zone-servers";

export interface DomainSources {
  view: DnsView;
  https?: HttpsPlace;
  /** What SES says about a domain's keys; undefined: it could not be asked, and the stack's outputs count. */
  dkimNow?: (domain: string) => Promise<DkimNow | undefined>;
}

/** Everything about a domain that can be seen in DNS and on its MTA-STS host. */
export function domainChecks(
  { view, https = {}, dkimNow = () => Promise.resolve(undefined) }: DomainSources,
  target: DomainTarget,
): Check[] {
  const { domain } = target;
  const spf = [
    ...recordsOf(target, "spf"),
    ...recordsOf(target, "mail-from").filter(({ type }) => type === "TXT"),
  ];
  return [
    check("name-servers", domain, () => observeServers(view, domain), judgeServers),
    check("dkim", domain, async () => observeDkim(view, target, await dkimNow(domain)), judgeDkim),
    check("mail-from", domain, () => observeMailFrom(view, target), judgeMailFrom),
    ...spf.map(wanted => check("spf", wanted.name, () => observeSpf(view, wanted, domain), judgeSpf)),
    check("dmarc", domain, () => observeDmarc(view, target), judgeDmarc),
    check("report-addresses", domain, () => observeRecipients(view, target), judgeRecipients),
    check("mta-sts", domain, () => observeMtaSts(view, target, https), judgeMtaSts),
    ...recordsOf(target, "mta-sts-certificate").map(wanted =>
      check(
        "certificate-record",
        domain,
        () => observeCertificateRecord(view, target, wanted),
        judgeCertificateRecord,
      ),
    ),
    check("tls-rpt", domain, () => observeTlsRpt(view, target), judgeTlsRpt),
  ];
}
