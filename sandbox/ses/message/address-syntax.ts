import { reject } from "./rejection";

/**
 * The syntax of one address, by the rules and with the texts of JavaMail's InternetAddress.validate, whose exceptions
 * are what SES replies with, word for word in public reports. Non-ASCII letters count as control characters: JavaMail
 * allowed them only later.
 */
export interface AddressRules {
  /** Came from angle brackets, and may begin with a source route (`@relay.example:`). */
  route: boolean;
  /** Must have a domain. JavaMail accepts a local part alone when it splits a list, and rejects it when it validates. */
  complete: boolean;
}

/** Specials of RFC 822 that a local part holds only between quotes. */
const SPECIALS = '()<>,;:\\"[]@';

/** @throws InvalidMessage */
export function checkAddress(address: string, rules: AddressRules): void {
  if (address === "") reject("Empty address");
  const at = checkLocalPart(address, rules);
  if (at !== undefined) checkDomain(address.slice(at + 1));
  else if (rules.complete) reject("Missing final '@domain'");
}

/** @returns where the "@" is, if there is one */
function checkLocalPart(address: string, rules: AddressRules): number | undefined {
  const start = rules.route && address.startsWith("@") ? endOfRoute(address) : 0;
  let quoted = false;
  for (let index = start; index < address.length; index++) {
    const character = address.charAt(index);
    const before = index > start ? address.charAt(index - 1) : "";
    if (character === "\\" || before === "\\") continue;
    if (character === '"') {
      if (rules.complete) checkQuote(address, index, quoted);
      quoted = !quoted;
    } else if (!quoted) {
      if (character === "@") {
        if (index === 0) reject("Missing local name");
        if (before === ".") reject("Local address ends with dot");
        return index;
      }
      checkLocalCharacter(character, before, index === start);
    }
  }
  if (quoted) reject("Unterminated quote");
  return undefined;
}

/** A quoted local part is all between two quotes. */
function checkQuote(address: string, index: number, closing: boolean): void {
  if (!closing && index !== 0) reject("Quote not at start of local address");
  const next = address.charAt(index + 1);
  if (closing && next !== "" && next !== "@") reject("Quote not at end of local address");
}

function checkLocalCharacter(character: string, before: string, first: boolean): void {
  if (character === ".") {
    if (first) reject("Local address starts with dot");
    if (before === ".") reject("Local address contains dot-dot");
  }
  if (isControlOrSpace(character)) reject("Local address contains control or whitespace");
  if (SPECIALS.includes(character)) reject("Local address contains illegal character");
}

function checkDomain(domain: string): void {
  if (domain === "") reject("Missing domain");
  if (domain.startsWith(".")) reject("Domain starts with dot");
  let literal = false;
  for (let index = 0; index < domain.length; index++) {
    const character = domain.charAt(index);
    if (character === "[") {
      if (index > 0) reject("Domain literal not at start of domain");
      literal = true;
    } else if (character === "]") {
      if (index < domain.length - 1) reject("Domain literal end not at end of domain");
      literal = false;
    } else if (isControlOrSpace(character)) {
      reject("Domain contains control or whitespace");
    } else if (!literal) {
      if (!/[A-Za-z0-9.-]/.test(character)) reject("Domain contains illegal character");
      if (character === "." && domain.charAt(index - 1) === ".") reject("Domain contains dot-dot");
    }
  }
  if (domain.endsWith(".")) reject("Domain ends with dot");
}

/** `@a.example,@b.example:local@domain` → where `local` begins. */
function endOfRoute(address: string): number {
  const colon = address.indexOf(":");
  const hops = (colon === -1 ? address : address.slice(0, colon)).split(",");
  if (colon === -1) hops.pop();
  if (!hops.every(hop => hop.startsWith("@"))) reject("Illegal route-addr");
  return (colon === -1 ? address.lastIndexOf(",") : colon) + 1;
}

function isControlOrSpace(character: string): boolean {
  return character <= " " || character >= "\x7f";
}
