/**
 * Whether an entry of `allowed_from_addresses` (an address, `*@domain` or `prefix*@domain`) allows a sender. As in the
 * policy made from it, the domain's case does not matter, and that of the part before it does.
 */
export function allowsSender(pattern: string, address: string): boolean {
  const [allowed, given] = [partsOf(pattern), partsOf(address)];
  if (allowed.domain !== given.domain) return false;
  return allowed.local.endsWith("*")
    ? given.local.startsWith(allowed.local.slice(0, -1))
    : given.local === allowed.local;
}

function partsOf(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf("@");
  return { local: address.slice(0, at), domain: address.slice(at + 1).toLowerCase() };
}
