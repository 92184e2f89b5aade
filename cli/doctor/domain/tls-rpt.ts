import type { DnsView } from "../lookup/view";
import { type Detail, error } from "../findings/finding";
import { absence, propagation, type Wanted } from "./absence";
import { observe, type Observed } from "./observe";
import { type DomainTarget, recordsOf } from "./target";

const WHY = "Nobody learns when other servers cannot use TLS to yours.";

function isTlsRpt(text: string): boolean {
  return /^v=TLSRPTv1[ \t]*(?:;|$)/.test(text);
}

/** @returns undefined if the stack asks for none and there is none */
export async function observeTlsRpt(view: DnsView, target: DomainTarget) {
  const { domain } = target;
  const [wanted] = recordsOf(target, "tls-rpt");
  const observed = await observe(view, { name: `_smtp._tls.${domain}`, type: "TXT", domain }, isTlsRpt);
  return wanted === undefined && !observed.values.some(isTlsRpt) ? undefined : { domain, wanted, observed };
}

/** https://www.rfc-editor.org/rfc/rfc8460#section-3 */
export function judgeTlsRpt(
  found: { domain: string; wanted: Wanted | undefined; observed: Observed } | undefined,
): Detail[] {
  if (found === undefined) return [];
  const { domain, wanted, observed } = found;
  const name = `_smtp._tls.${domain}`;
  const records = observed.values.filter(isTlsRpt);
  if (records.length > 1)
    return [
      error(
        `${name} has ${records.length} TLS-RPT records`,
        `Senders ignore all of them. ${WHY}`,
        "Keep one.",
      ),
    ];
  const [text] = records;
  if (text === undefined) return wanted === undefined ? [] : absence(wanted, observed, WHY, "warning");
  const [, rua = ""] = /;[ \t]*rua=([^;]*)/.exec(text) ?? [];
  const addresses = rua.split(",").map(each => each.trim());
  if (!addresses.every(each => /^mailto:[^@\s]+@[^@\s]+$/i.test(each) || /^https:\/\/\S+$/i.test(each)))
    return [
      error(
        `${name} has no valid rua: ${text.slice(0, 200)}`,
        WHY,
        `Write it as v=TLSRPTv1; rua=mailto:tls-reports@${domain};`,
      ),
    ];
  return propagation(observed, name);
}
