import { isIPv4, isIPv6 } from "node:net";

/**
 * SPF records by RFC 7208 §4.6, 5 and 6. Own code: the libraries for Node evaluate one message's IP address, and so stop at
 * the first match; here every term is judged. The grammar is small.
 */
export interface SpfTerm {
  kind: "mechanism" | "modifier";
  /** In lower case: `include`, `ip4`, `redirect` … */
  name: string;
  /** Of a mechanism: `+`, `-`, `~` or `?`. */
  qualifier: string;
  /** What follows `:` or `=`, without a CIDR length; undefined if there is none. */
  value: string | undefined;
  text: string;
}

export interface SpfRecord {
  terms: SpfTerm[];
  /** One for each term that is invalid; the whole record is then. */
  errors: string[];
}

const MECHANISMS = new Set(["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"]);
const WITHOUT_DOMAIN = new Set(["all"]);
const NEEDS_VALUE = new Set(["include", "ip4", "ip6", "exists", "redirect", "exp"]);
const WITH_LENGTHS = new Set(["a", "mx", "ip4", "ip6"]);

/** Terms that cause a DNS lookup: RFC 7208 §4.6.4. */
export const LOOKUP_TERMS = new Set(["include", "a", "mx", "ptr", "exists", "redirect"]);

/** RFC 7208 §4.5: the version is followed by a space or the end; in any case. */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

export function parseSpf(text: string): SpfRecord {
  const words = text.split(" ").filter(word => word !== "");
  const terms: SpfTerm[] = [];
  const errors: string[] = [];
  for (const word of words.slice(1)) {
    const term = termOf(word);
    if (typeof term === "string") errors.push(term);
    else terms.push(term);
  }
  for (const name of ["redirect", "exp"])
    if (terms.filter(each => each.name === name).length > 1) errors.push(`${name}= is there twice`);
  return { terms, errors };
}

/** A domain in a term: letters, digits, hyphens, underscores, and macros (RFC 7208 §7). */
const DOMAIN_SPEC =
  /^(?:[^%\s/]|%\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}|%%|%_|%-)*\.?(?:[A-Za-z](?:[\w-]*[A-Za-z0-9])?\.?|%\{[slodiphcrtv]\d*r?[.\-+,/_=]*\})$/i;

function termOf(word: string): SpfTerm | string {
  const [, modifier, assigned] = /^([a-z][\w.-]*)=(.*)$/i.exec(word) ?? [];
  if (modifier !== undefined) {
    const name = modifier.toLowerCase();
    if (NEEDS_VALUE.has(name) && !DOMAIN_SPEC.test(assigned ?? "")) return `${word}: not a domain name`;
    return { kind: "modifier", name, qualifier: "", value: assigned, text: word };
  }
  const [, qualifier = "", mechanism = "", rest = ""] = /^([+\-~?]?)([a-z0-9]+)(.*)$/i.exec(word) ?? [];
  const name = mechanism.toLowerCase();
  if (!MECHANISMS.has(name)) return `${word}: unknown mechanism`;
  const [, given, lengths = ""] = /^(?::(.*?))?((?:\/\d+){0,1}(?:\/\/\d+)?)$/.exec(rest) ?? [];
  if (given === undefined && rest !== "" && !/^\/{1,2}\d/.test(rest)) return `${word}: cannot be read`;
  const problem = problemOf(name, given, lengths);
  if (problem !== undefined) return `${word}: ${problem}`;
  return { kind: "mechanism", name, qualifier: qualifier || "+", value: given, text: word };
}

function problemOf(name: string, value: string | undefined, lengths: string): string | undefined {
  if (lengths !== "" && !WITH_LENGTHS.has(name)) return "takes no prefix length";
  if (WITHOUT_DOMAIN.has(name)) return value === undefined ? undefined : "takes no value";
  if (NEEDS_VALUE.has(name) && !value) return "a value is missing";
  const [v4, v6] = lengthsOf(lengths);
  if (name === "ip4")
    return isIPv4(value ?? "") && (v4 ?? 32) <= 32 && v6 === undefined ? undefined : "not an IPv4 network";
  if (name === "ip6")
    return isIPv6(value ?? "") && (v4 ?? 128) <= 128 && v6 === undefined ? undefined : "not an IPv6 network";
  if ((v4 ?? 0) > 32 || (v6 ?? 0) > 128) return "prefix length too large";
  return value === undefined || DOMAIN_SPEC.test(value) ? undefined : "not a domain name";
}

function lengthsOf(text: string): [v4: number | undefined, v6: number | undefined] {
  const [, v4, v6] = /^(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(text) ?? [];
  return [v4 === undefined ? undefined : Number(v4), v6 === undefined ? undefined : Number(v6)];
}
