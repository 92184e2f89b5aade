import type { DnsRecord } from "../../../dns/record";
import { recordData } from "../../../dns/record";
import { type Detail, error, type Severity, warning } from "../findings/finding";
import type { Observed } from "./observe";

/** A record that a name should have. */
export type Wanted = Pick<DnsRecord, "name" | "type" | "value" | "domain">;

/** What is wrong where a record should be and is not, or is not seen by everybody yet. */
export function absence(
  wanted: Wanted,
  observed: Observed,
  why: string,
  severity: Severity = "error",
): Detail[] {
  const { look, elsewhere, others, alias } = observed;
  const put = `Add ${described(wanted)} in the zone of ${wanted.domain}.`;
  const cached = cachedAbsence(observed);
  const [wrong] = elsewhere;
  if (wrong !== undefined) return [{ severity, ...misplaced(wanted, wrong.name), why }];
  if (alias !== undefined && wanted.type !== "CNAME")
    return [
      {
        severity,
        what: `${wanted.name} is a CNAME of ${alias}, which has no such ${wanted.type} record`,
        why,
        remedy: `Remove the CNAME: a name with a CNAME has no other records. ${put}`,
      },
    ];
  if (others.length > 0)
    return [
      {
        severity,
        what: `${wanted.name} has ${others.map(({ type }) => type).join(" and ")} instead of ${wanted.type}`,
        why,
        remedy: `${others.some(({ type }) => type === "A") ? "At Cloudflare, set the record to DNS only (not proxied). " : ""}Replace it: ${put}`,
      },
    ];
  const stale = look.published.kind === "absent" && look.seen.kind === "records" ? look.seen : undefined;
  return [
    {
      severity,
      what: stale
        ? `no ${wanted.type} record at ${wanted.name} any more; resolvers still have it for ${seconds(stale)}`
        : `no ${wanted.type} record at ${wanted.name}: it is not published`,
      why,
      remedy: `${put}${cached}`,
    },
  ];
}

/** What is wrong where a name is a CNAME of something else. */
export function otherAlias(wanted: Wanted, found: readonly string[], why: string): Detail {
  return error(
    `${wanted.name} is a CNAME of ${found.join(", ")}, not of ${wanted.value}`,
    why,
    `Change it to ${described(wanted)}.`,
  );
}

function misplaced({ name, domain, type, value }: Wanted, found: string) {
  const relative = name === domain ? "@" : name.slice(0, -domain.length - 1);
  const doubled = found === `${name}.${domain}`;
  return {
    what: doubled
      ? `the ${type} record is at ${found}: the DNS provider has appended ${domain} to the full name`
      : `the ${type} record is at ${found}, where nobody looks; it belongs at ${name}`,
    remedy: `Delete it there, and enter ${relative} as its name in the zone of ${domain}, with ${type} ${recordData({ type, value })}.`,
  };
}

export function described({ name, type, value }: Pick<Wanted, "name" | "type" | "value">): string {
  return `${name} ${type} ${recordData({ type, value })}`;
}

/** What resolvers still say, after the zone has changed. */
export function propagation({ look, values }: Observed, name: string): Detail[] {
  const { published, seen } = look;
  if (published.kind !== "records" || seen.kind === "failed" || seen.kind === "referral") return [];
  const why = "Until then, SES and the receivers that ask such a resolver use the old answer.";
  if (seen.kind === "absent")
    return [
      warning(
        `${name}: published, but the resolver still has the answer that it does not exist, for ${seconds(seen)}`,
        why,
        "Wait; nothing needs to be changed.",
      ),
    ];
  if (sorted(values) === sorted(seen.values)) return [];
  return [
    warning(
      `${name}: the resolver still has an older answer, for ${seconds(seen)}: ${seen.values.join(", ").slice(0, 200)}`,
      why,
      "Wait; nothing needs to be changed.",
    ),
  ];
}

function sorted(values: readonly string[]): string {
  return [...values].sort().join("\n");
}

function seconds(answer: { ttl?: number }): string {
  return answer.ttl === undefined ? "an unknown time" : `at most ${answer.ttl} s`;
}

function cachedAbsence({ look: { seen } }: Observed): string {
  return seen.kind === "absent" && seen.ttl !== undefined
    ? ` Resolvers that have asked already see it up to ${seen.ttl} s later.`
    : "";
}
