import { MAX_LOCAL_PART_LENGTH } from "../../../records/address";
import { domainOf } from "../../../records/receiving-rules";
import { isWildcard, type RuleSenders } from "../../../records/rule-senders";
import { parseSenderPattern } from "../../shared/sender-pattern";
import { MAX_INLINE_POLICY_LENGTH, policySize, senderPolicy } from "../policy";
import type { SenderRules } from "../types";
import { MAX_RULES_OF_MAILBOX, type MailboxRules } from "./mailbox-rules";

/** What the rules give to a login, and what they do not give, for a person. */
export interface GivenSenders extends RuleSenders {
  /** A sentence for everything that is left out although it could be given. */
  leftOut: readonly string[];
}

const NOTHING: RuleSenders = { senders: [], except: [] };

/**
 * The addresses that the owner of a mailbox may send from: those whose mail the receiving system forwards to that mailbox.
 * It looks for a rule of the exact address, then of the address without its `+tag`, then of `*@domain`, then `*`.
 *
 * - A rule of one address gives exactly that address. Mail to `jane+tag@` also reaches the rule of `jane@` if it has none
 *   of its own, but it can get one at any time.
 * - `*@domain` gives every address of the domain but those that another rule may receive: with a rule of their own, enabled
 *   or not, and these with any tag.
 * - Any other pattern gives nothing, nor does one with capital letters: whether mail in other letters reaches it is not
 *   known, and another rule may be for those.
 */
export function givenSenders(
  rules: MailboxRules,
  allowed: readonly string[],
  settings: SenderRules,
): GivenSenders {
  const leftOut: string[] = [];
  if (rules.forwarding === undefined) {
    const problem = `more than ${MAX_RULES_OF_MAILBOX} receiving rules forward to ${rules.mailbox}: none of them is applied`;
    return { ...NOTHING, leftOut: [problem] };
  }
  const patterns = rules.forwarding
    .map(({ pattern }) => pattern)
    .filter(pattern => reasonAgainst(pattern, settings.allowedFromDomains) === undefined)
    .sort();
  const literals = patterns.filter(pattern => !isWildcard(pattern));
  const wildcards = patterns.filter(isWildcard).filter(pattern => {
    const own = rules.ofDomain.get(domainOf(pattern));
    if (Array.isArray(own)) return true;
    leftOut.push(
      own === "too many"
        ? `the receiving rule ${pattern} is not applied: too many other rules are in its domain`
        : `the receiving rule ${pattern} is not applied yet: the table is still being searched for rules`,
    );
    return false;
  });
  const withWildcards = { senders: [...literals, ...wildcards], except: exceptions(wildcards, rules) };
  if (fits(withWildcards, allowed, settings)) return { ...withWildcards, leftOut };
  if (wildcards.length > 0)
    leftOut.push(`${named(wildcards)} not applied: the addresses to leave out do not fit into a policy`);
  const withoutWildcards = { senders: literals, except: [] };
  if (fits(withoutWildcards, allowed, settings)) return { ...withoutWildcards, leftOut };
  leftOut.push(
    `the ${literals.length} addresses with receiving rules are not applied: they do not fit into a policy`,
  );
  return { ...NOTHING, leftOut };
}

/** Why a pattern never gives an address; undefined if it does. */
function reasonAgainst(pattern: string, allowedFromDomains: readonly string[]): string | undefined {
  if (/[A-Z]/.test(pattern)) return "has capital letters";
  if (pattern === "*") return "is for every domain";
  if (!isWildcard(pattern) && /[*?$]/.test(pattern)) return 'has "*", "?" or "$" in an address';
  const parsed = parseSenderPattern(pattern, allowedFromDomains);
  return parsed.ok ? undefined : parsed.problem;
}

/**
 * Patterns for StringNotLike: every other rule's address, alone and with a tag. With one `*@domain` the domain is clear from
 * the statement, and `bob@*` leaves room for twice as many rules.
 */
function exceptions(wildcards: readonly string[], { ofDomain }: MailboxRules): string[] {
  const found = wildcards.flatMap(wildcard => {
    const domain = domainOf(wildcard);
    const own = ofDomain.get(domain);
    const end = wildcards.length === 1 ? "*" : domain;
    return (Array.isArray(own) ? (own as readonly string[]) : [])
      .filter(pattern => pattern !== wildcard)
      .map(pattern => pattern.slice(0, pattern.lastIndexOf("@")).toLowerCase())
      .flatMap(local => leftOut(local, end));
  });
  return [...new Set(found)].sort();
}

/**
 * The addresses of one rule, with any tag. No address has a local part of more than 64 octets (RFC 5321 §4.5.3.1.1): a
 * longer one must not take the room of others.
 */
function leftOut(local: string, end: string): string[] {
  if (local.length > MAX_LOCAL_PART_LENGTH)
    return [`${literally(local.slice(0, MAX_LOCAL_PART_LENGTH))}*@${end}`];
  return [`${literally(local)}@${end}`, `${literally(local)}+*@${end}`];
}

/** A part of an address in a policy, where `*` and `?` are wildcards and `${` begins a variable: rather too much is left out. */
function literally(local: string): string {
  return local.replace(/[^a-z0-9.!#%&'+/=^_|~-]/g, "?");
}

function fits(given: RuleSenders, allowed: readonly string[], { sendingResources }: SenderRules): boolean {
  return policySize(senderPolicy(allowed, sendingResources, given)) <= MAX_INLINE_POLICY_LENGTH;
}

function named(wildcards: readonly string[]): string {
  return wildcards.length === 1
    ? `the receiving rule ${wildcards[0]} is`
    : `the receiving rules ${wildcards.join(", ")} are`;
}
