import { isDmarc, parseDmarc } from "./dmarc";

/** Where receivers look for the policy of a domain, and what they find there. */
export interface DmarcWalk {
  domain: string;
  /** From the domain upward, each with all of its TXT records; ended by `psd=n` or `psd=y`. */
  steps: { at: string; texts: string[] }[];
  /** Whose policy applies; undefined if no name has exactly one record. */
  policyAt: string | undefined;
  /** RFC 9989 §4.10.2; the domain itself if nothing above it has a record. */
  organizationalDomain: string;
}

/** @throws Error if nobody answers */
export type AskDmarc = (name: string) => Promise<string[]>;

/** RFC 9989 §4.10: a name of eight labels or more goes on with its last seven, so that no walk takes more than eight steps. */
const MAX_LABELS = 8;

/** The tree walk of RFC 9989 §4.10. */
export async function walkDmarc(domain: string, ask: AskDmarc): Promise<DmarcWalk> {
  const steps: DmarcWalk["steps"] = [];
  for (let at = domain.toLowerCase(); at !== ""; at = parentOf(at)) {
    const texts = await ask(at);
    steps.push({ at, texts });
    const psd = psdOf(texts);
    if (psd === "n" || (psd === "y" && at !== domain.toLowerCase())) break;
  }
  const organizationalDomain = organizationalDomainOf(domain.toLowerCase(), steps);
  const candidates = [domain.toLowerCase(), organizationalDomain, steps.at(-1)?.at ?? ""];
  const policyAt = candidates.find(name =>
    steps.some(({ at, texts }) => at === name && onlyRecord(texts) !== undefined),
  );
  return { domain, steps, policyAt, organizationalDomain };
}

/** Several records at a name count as none. */
export function onlyRecord(texts: readonly string[]): string | undefined {
  const records = texts.filter(isDmarc);
  return records.length === 1 ? records[0] : undefined;
}

function psdOf(texts: readonly string[]): string | undefined {
  const record = onlyRecord(texts);
  return record === undefined ? undefined : parseDmarc(record).tags.get("psd")?.toLowerCase();
}

function parentOf(name: string): string {
  const labels = name.split(".");
  return labels.slice(labels.length >= MAX_LABELS ? labels.length - MAX_LABELS + 1 : 1).join(".");
}

function organizationalDomainOf(domain: string, steps: DmarcWalk["steps"]): string {
  const found = steps.filter(({ texts }) => onlyRecord(texts) !== undefined);
  const last = found.at(-1);
  if (last === undefined) return domain;
  const above = last.at !== domain && psdOf(last.texts) === "y";
  if (!above) return last.at;
  const labels = domain.split(".");
  return labels.slice(-(last.at.split(".").length + 1)).join(".");
}
