import { isSpf, LOOKUP_TERMS, parseSpf, type SpfRecord, type SpfTerm } from "./spf";

/** A domain's SPF record with everything that it refers to. */
export interface SpfNode {
  domain: string;
  /** Every SPF record of the domain; one is right. */
  texts: string[];
  /** Why there is no answer; then `texts` is empty and nothing is known. */
  failed?: string;
  record?: SpfRecord;
  lookups: SpfLookup[];
}

/** A term that causes a lookup. */
export interface SpfLookup {
  term: SpfTerm;
  /** Neither NXDOMAIN nor an empty answer; undefined where only a message tells (macros, `ptr`). */
  found: boolean | undefined;
  /** Of `mx`: how many hosts. */
  hosts?: number;
  /** Of `include` and `redirect`. */
  node?: SpfNode;
  /** The term leads back to a domain above it. */
  isLoop?: boolean;
}

/** What an SPF tree needs of DNS. `undefined`: the name or the type does not exist. @throws Error if nobody answers */
export type AskTexts = (name: string, type: "TXT" | "A" | "AAAA" | "MX") => Promise<string[] | undefined>;

/** RFC 7208 allows ten lookups in all; a tree beyond this is certainly wrong. */
const MAX_NODES = 40;

/** Follows a domain's record. Term by term, so that what an answer costs is bounded. */
export async function walkSpf(domain: string, ask: AskTexts): Promise<SpfNode> {
  let nodes = 0;
  const visit = async (name: string, above: readonly string[]): Promise<SpfNode> => {
    if (++nodes > MAX_NODES)
      return { domain: name, texts: [], failed: `more than ${MAX_NODES} records`, lookups: [] };
    let texts: string[];
    try {
      texts = ((await ask(name, "TXT")) ?? []).filter(isSpf);
    } catch (error) {
      return { domain: name, texts: [], failed: (error as Error).message, lookups: [] };
    }
    const [text] = texts;
    if (text === undefined || texts.length > 1) return { domain: name, texts, lookups: [] };
    const record = parseSpf(text);
    const lookups: SpfLookup[] = [];
    for (const term of effectiveTerms(record))
      if (LOOKUP_TERMS.has(term.name)) lookups.push(await follow(term, name, [...above, name]));
    return { domain: name, texts, record, lookups };
  };

  const follow = async (term: SpfTerm, at: string, above: readonly string[]): Promise<SpfLookup> => {
    const target = (term.value ?? at).toLowerCase().replace(/\.$/, "");
    if (target.includes("%") || term.name === "ptr") return { term, found: undefined };
    if (term.name === "include" || term.name === "redirect") {
      if (above.includes(target)) return { term, found: true, isLoop: true };
      const node = await visit(target, above);
      const exists = node.texts.length > 0 || node.failed !== undefined || (await hasTexts(target));
      return { term, found: exists, node };
    }
    if (term.name === "mx") {
      const hosts = await ask(target, "MX");
      return { term, found: hosts !== undefined, hosts: hosts?.length ?? 0 };
    }
    const found = (await ask(target, "A")) ?? (await ask(target, "AAAA"));
    return { term, found: found !== undefined };
  };

  const hasTexts = async (name: string) => (await ask(name, "TXT")) !== undefined;
  return visit(domain.toLowerCase(), []);
}

/** Nothing after `all` counts, and with `all` no `redirect` (RFC 7208 §5.1 and 6.1). */
export function effectiveTerms({ terms }: SpfRecord): SpfTerm[] {
  const mechanisms = terms.filter(({ kind }) => kind === "mechanism");
  const all = mechanisms.findIndex(({ name }) => name === "all");
  if (all >= 0) return mechanisms.slice(0, all + 1);
  return [...mechanisms, ...terms.filter(({ name }) => name === "redirect")];
}

/** All lookups of the tree, those of its includes as well. */
export function allLookups({ lookups }: SpfNode): SpfLookup[] {
  return lookups.flatMap(each => [each, ...(each.node === undefined ? [] : allLookups(each.node))]);
}
