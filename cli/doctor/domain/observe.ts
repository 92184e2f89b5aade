import type { Answer, AskedType } from "../lookup/answer";
import { type DnsView, type Look, truth, valuesOf } from "../lookup/view";
import type { AskTexts } from "../records/spf-tree";

/** A name, and if it has no such records, the names where they may have been put by mistake. */
export interface Observed {
  look: Look;
  /** By the zone's servers, or else the resolver. @see truth */
  values: string[];
  /** The name's CNAME, whatever type was asked for. */
  alias: string | undefined;
  /** Types that the name has instead. */
  others: { type: AskedType; values: string[] }[];
  /** Where records of this type were found instead. */
  elsewhere: { name: string; values: string[] }[];
}

/** @param meant whether a value found elsewhere was meant for this name */
export async function observe(
  view: DnsView,
  { name, type, domain }: { name: string; type: AskedType; domain: string },
  meant: (value: string) => boolean,
): Promise<Observed> {
  const look = await view.look(name, type);
  const answer = truth(look);
  const values = valuesOf(answer, `${type} ${name}`);
  const alias = answer.kind === "records" || answer.kind === "absent" ? answer.alias : undefined;
  if (values.some(meant)) return { look, values, alias, others: [], elsewhere: [] };
  const [elsewhere, others] = await Promise.all([
    findElsewhere(view, { name, type, domain }, meant),
    otherTypes(view, name, type, answer),
  ]);
  return { look, values, alias, others, elsewhere };
}

async function findElsewhere(
  view: DnsView,
  { name, type, domain }: { name: string; type: AskedType; domain: string },
  meant: (value: string) => boolean,
): Promise<Observed["elsewhere"]> {
  const found = await Promise.all(
    wrongNames(name, domain).map(async candidate => {
      const answer = truth(await view.look(candidate, type));
      const values = answer.kind === "records" ? answer.values.filter(meant) : [];
      return { name: candidate, values };
    }),
  );
  return found.filter(({ values }) => values.length > 0);
}

/** What forms of DNS providers make of a name: the zone appended to a full name, underscores or labels left out. */
function wrongNames(name: string, domain: string): string[] {
  const own = name === domain ? "" : name.slice(0, -domain.length - 1);
  const candidates = [
    `${name}.${domain}`,
    own.replaceAll("_", "") + `.${domain}`,
    own.replace(/\._domainkey$/, "") + `.${domain}`,
    own === "_dmarc" || own === "_mta-sts" || own === "_smtp._tls" ? domain : name,
    own === "_smtp._tls" ? `_tls.${domain}` : name,
  ];
  return [...new Set(candidates.map(each => each.replace(/^\./, "")))].filter(
    each => each !== name && (each !== domain || own.startsWith("_")),
  );
}

async function otherTypes(
  view: DnsView,
  name: string,
  asked: AskedType,
  answer: Answer,
): Promise<Observed["others"]> {
  if (answer.kind !== "absent" || !answer.nameExists) return [];
  const types = (["CNAME", "TXT", "A", "MX"] as const).filter(type => type !== asked);
  const found = await Promise.all(
    types.map(async type => {
      const other = truth(await view.look(name, type));
      return { type, values: other.kind === "records" ? other.values : [] };
    }),
  );
  return found.filter(({ values }) => values.length > 0);
}

/** DNS for the walk of an SPF tree: the domain's own records as published, those of others as a resolver sees them. */
export function spfQuestions(view: DnsView, domain: string): AskTexts {
  return async (name, type) => {
    const own = name === domain || name.endsWith(`.${domain}`);
    const answer = own ? truth(await view.look(name, type)) : await view.resolve(name, type);
    const values = valuesOf(answer, `${type} ${name}`);
    return values.length === 0 ? undefined : values;
  };
}
