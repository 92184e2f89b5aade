import type { DnsView } from "../lookup/view";
import { truth, valuesOf } from "../lookup/view";
import { type Detail, error, note, warning } from "../findings/finding";
import { isAlmostDmarc, isDmarc, parseDmarc } from "../records/dmarc";
import { type DmarcWalk, onlyRecord, walkDmarc } from "../records/dmarc-tree";
import { absence, propagation, type Wanted } from "./absence";
import { type DmarcContext, judgeDmarcTags } from "./dmarc-tags";
import { observe, type Observed } from "./observe";
import { type DomainTarget, recordsOf } from "./target";

interface ObservedDmarc extends DmarcContext {
  wanted: Wanted;
  observed: Observed;
  walk: DmarcWalk;
}

const WHY =
  "Receivers then apply no policy to forged mail, and large ones (Gmail, Yahoo) refuse mail of bulk senders without DMARC.";

export async function observeDmarc(view: DnsView, target: DomainTarget): Promise<ObservedDmarc | undefined> {
  const [wanted] = recordsOf(target, "dmarc");
  if (wanted === undefined) return undefined;
  const place = { name: wanted.name, type: "TXT", domain: target.domain } as const;
  const observed = await observe(view, place, isDmarc);
  const walk = await walkDmarc(target.domain, async at => {
    const name = `_dmarc.${at}`;
    // Above the domain are zones of others.
    const answer = at === target.domain ? truth(observed.look) : await view.resolve(name, "TXT");
    return valuesOf(answer, `TXT ${name}`);
  });
  return {
    wanted,
    observed,
    walk,
    domain: target.domain,
    hasMailFrom: recordsOf(target, "mail-from").length > 0,
  };
}

/** By RFC 9989: https://www.rfc-editor.org/info/rfc9989. */
export function judgeDmarc(found: ObservedDmarc | undefined): Detail[] {
  if (found === undefined) return [];
  const { wanted, observed, walk } = found;
  const own = observed.values.filter(isDmarc);
  if (own.length > 1)
    return [
      error(
        `${wanted.name} has ${own.length} DMARC records`,
        `Receivers then ignore all of them (RFC 9989 §4.10). ${WHY}`,
        `Keep one: ${own[0]}`,
      ),
    ];
  const [text] = own;
  if (text === undefined) return withoutRecord(found);
  return [
    ...judgeDmarcTags(parseDmarc(text), found),
    ...againstWanted(text, wanted.value, walk),
    ...propagation(observed, wanted.name),
  ];
}

/** A policy of a domain above applies as well; a text that was meant as one does not. */
function withoutRecord({ wanted, observed, walk }: ObservedDmarc): Detail[] {
  const almost = observed.values.find(isAlmostDmarc);
  if (almost !== undefined)
    return [
      error(
        `${wanted.name} has a text that is no DMARC record: ${almost.slice(0, 200)}`,
        `A record begins with v=DMARC1, in this case, and a semicolon (RFC 9989 §4.8). ${WHY}`,
        `Replace it with ${wanted.value}`,
      ),
    ];
  const above = walk.policyAt;
  if (above === undefined) return absence(wanted, observed, WHY);
  const inherited = walk.steps.find(({ at }) => at === above);
  return [
    note(
      `no DMARC record at ${wanted.name}: the policy of ${above} applies (${onlyRecord(inherited?.texts ?? []) ?? ""})`,
      "Reports about this domain go where that record says, and its sp applies.",
      `Add ${wanted.name} TXT ${wanted.value} if this domain needs a policy of its own.`,
    ),
  ];
}

const STRENGTH: Readonly<Record<string, number>> = { none: 0, quarantine: 1, reject: 2 };

function againstWanted(text: string, wanted: string, { domain }: DmarcWalk): Detail[] {
  const policy = (record: string) => parseDmarc(record).tags.get("p")?.toLowerCase() ?? "none";
  const [is, should] = [policy(text), policy(wanted)];
  if ((STRENGTH[is] ?? 0) >= (STRENGTH[should] ?? 0)) return [];
  return [
    warning(
      `the DMARC policy of ${domain} is ${is}, weaker than the stack's setting dmarcPolicy: ${should}`,
      "Receivers follow the record, not the setting.",
      `Publish ${wanted} once the reports show that all mail of the domain passes, or set dmarcPolicy to ${is}.`,
    ),
  ];
}
