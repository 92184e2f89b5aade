import { recordData } from "../../../dns/record";
import type { DnsView } from "../lookup/view";
import { type Detail, error, warning } from "../findings/finding";
import { isSpf } from "../records/spf";
import { allLookups, effectiveTerms, type SpfNode, walkSpf } from "../records/spf-tree";
import { absence, propagation, type Wanted } from "./absence";
import { observe, type Observed, spfQuestions } from "./observe";

interface ObservedSpf {
  wanted: Wanted;
  observed: Observed;
  tree: SpfNode;
}

const WHY = "Receivers then cannot tell mail of the domain from forged mail: SPF does not pass.";
const BROKEN = "Receivers then treat SPF as failed (permerror) for all mail of the domain.";

/** RFC 7208 §4.6.4. */
const MAX_LOOKUPS = 10;
const MAX_VOID_LOOKUPS = 2;
const MAX_MX_HOSTS = 10;

export async function observeSpf(view: DnsView, wanted: Wanted, domain: string): Promise<ObservedSpf> {
  const place = { name: wanted.name, type: "TXT", domain } as const;
  const [observed, tree] = await Promise.all([
    observe(view, place, isSpf),
    walkSpf(wanted.name, spfQuestions(view, domain)),
  ]);
  return { wanted, observed, tree };
}

export function judgeSpf({ wanted, observed, tree }: ObservedSpf): Detail[] {
  if (tree.texts.length === 0) return absence(wanted, observed, WHY, "warning");
  if (tree.texts.length > 1)
    return [
      error(
        `${wanted.name} has ${tree.texts.length} SPF records`,
        BROKEN,
        `Merge them into one, such as ${recordData({ type: "TXT", value: merged(tree.texts) })}, and delete the others.`,
      ),
    ];
  return [...judgeTree(wanted, tree), ...judgeEnd(tree), ...propagation(spfOnly(observed), wanted.name)];
}

/** Other texts of the name, such as proofs of ownership, change without meaning anything here. */
function spfOnly(observed: Observed): Observed {
  const { look, values } = observed;
  const { published, seen } = look;
  const only = (answer: typeof seen) =>
    answer.kind === "records" ? { ...answer, values: answer.values.filter(isSpf) } : answer;
  return {
    ...observed,
    values: values.filter(isSpf),
    look: { ...look, published: only(published), seen: only(seen) },
  };
}

function merged(texts: readonly string[]): string {
  const terms = texts.flatMap(text => text.split(" ").slice(1));
  const all = terms.filter(term => /^[+\-~?]?all$/i.test(term));
  const end = all.includes("-all") ? "-all" : (all[0] ?? "~all");
  return ["v=spf1", ...new Set(terms.filter(term => !all.includes(term))), end].join(" ");
}

function judgeTree(wanted: Wanted, tree: SpfNode): Detail[] {
  const { name } = wanted;
  const details: Detail[] = [];
  const nodes = [tree, ...allLookups(tree).flatMap(({ node }) => node ?? [])];
  for (const { domain, record } of nodes)
    for (const problem of record?.errors ?? [])
      details.push(
        error(
          `${domain} has an invalid SPF record: ${problem}`,
          BROKEN,
          domain === name
            ? "Correct the term."
            : `Remove include:${domain} from ${name}, or have it corrected.`,
        ),
      );
  const lookups = allLookups(tree);
  for (const { term, node, isLoop, hosts } of lookups) {
    if (isLoop)
      details.push(error(`${term.text} leads back to a domain before it`, BROKEN, `Remove ${term.text}.`));
    else if (node?.failed !== undefined)
      details.push(
        error(
          `${term.text} could not be looked up: ${node.failed}`,
          "Receivers then put the mail off, or treat SPF as failed.",
          `Remove ${term.text} if its sender is no longer used; else run the command again.`,
        ),
      );
    else if (node !== undefined && node.texts.length !== 1)
      details.push(
        error(
          `${term.text} has ${node.texts.length === 0 ? "no SPF record" : `${node.texts.length} SPF records`}`,
          BROKEN,
          `Remove ${term.text}, or correct the name.`,
        ),
      );
    if ((hosts ?? 0) > MAX_MX_HOSTS)
      details.push(
        error(
          `${term.text} has ${hosts} MX hosts, more than ${MAX_MX_HOSTS}`,
          BROKEN,
          `Remove ${term.text}.`,
        ),
      );
    if (term.name === "ptr")
      details.push(
        warning(
          `${term.text} is slow and unreliable`,
          "RFC 7208 §5.5 says not to use ptr; some receivers ignore it.",
          "Replace it with ip4, ip6 or include.",
        ),
      );
  }
  if (lookups.length > MAX_LOOKUPS)
    details.push(
      error(
        `the SPF record of ${name} causes ${lookups.length} DNS lookups, more than ${MAX_LOOKUPS}`,
        BROKEN,
        `Remove includes of senders that are not used, or let them send from subdomains. Those with most: ${heaviest(tree)}.`,
      ),
    );
  const empty = lookups.filter(({ found }) => found === false);
  if (empty.length > 0) {
    const terms = empty.map(({ term }) => term.text).join(", ");
    details.push(
      empty.length > MAX_VOID_LOOKUPS
        ? error(
            `${empty.length} terms of the SPF record of ${name} find nothing: ${terms}`,
            `${BROKEN} Two are allowed.`,
            "Remove them.",
          )
        : warning(
            `a term of the SPF record of ${name} finds nothing: ${terms}`,
            "With more than two, SPF fails for all mail.",
            "Remove it.",
          ),
    );
  }
  if (!nodes.some(({ domain }) => domain === "amazonses.com"))
    details.push(
      warning(
        `the SPF record of ${name} does not include amazonses.com`,
        "Mail that SES sends with this domain as its envelope sender does not pass SPF.",
        `Insert include:amazonses.com before its all: ${recordData({ type: "TXT", value: inserted(tree.texts[0] ?? "") })}.`,
      ),
    );
  return details;
}

function inserted(text: string): string {
  return /\s[+\-~?]?all\b/i.test(text)
    ? text.replace(/\s([+\-~?]?all)\b/i, " include:amazonses.com $1")
    : `${text} include:amazonses.com`;
}

function heaviest({ lookups }: SpfNode): string {
  return lookups
    .map(each => ({
      text: each.term.text,
      count: 1 + (each.node === undefined ? 0 : allLookups(each.node).length),
    }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ text, count }) => `${text} (${count})`)
    .join(", ");
}

/** What becomes of senders that no term names. */
function judgeEnd({ domain, record }: SpfNode): Detail[] {
  if (record === undefined || record.errors.length > 0) return [];
  const last = effectiveTerms(record).at(-1);
  const details: Detail[] = [];
  const all = record.terms.findIndex(({ name }) => name === "all");
  const ignored = all < 0 ? [] : record.terms.slice(all + 1).filter(({ name }) => name !== "exp");
  if (ignored.length > 0)
    details.push(
      warning(
        `${domain}: ${ignored.map(({ text }) => text).join(" ")} comes after all`,
        "Receivers ignore what comes after all.",
        "Put all at the end.",
      ),
    );
  if (last?.name === "all" && last.qualifier === "+")
    details.push(
      error(
        `the SPF record of ${domain} ends with +all`,
        "Anybody may send as the domain, and passes SPF.",
        "End it with ~all or -all.",
      ),
    );
  else if (last?.name === "all" && last.qualifier === "?")
    details.push(
      warning(
        `the SPF record of ${domain} ends with ?all`,
        "It says nothing about forged mail.",
        "End it with ~all or -all.",
      ),
    );
  else if (last?.name !== "all" && last?.name !== "redirect")
    details.push(
      warning(
        `the SPF record of ${domain} has no all`,
        "It says nothing about forged mail, as with ?all.",
        "End it with ~all.",
      ),
    );
  return details;
}
