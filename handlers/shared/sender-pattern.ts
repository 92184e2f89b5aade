import { isDomainName, isWithin } from "./domain-name";

/** A pattern in IAM's StringLike form, ready for a policy; or why it cannot be one and what to write instead. */
export type SenderPattern = { ok: true; value: string } | { ok: false; reason: string };

/**
 * Reads one entry of `allowed_from_addresses`: an address, `*@domain`, or `prefix*@domain`.
 *
 * The pattern ends in a policy's StringLike condition on `ses:FromAddress`, where `*` and `?` are wildcards
 * and `${` starts a policy variable
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 * The domain is lower-cased, as SES compares domains; the local part is kept, as SES compares it with case.
 *
 * @param domains the domains allowed here; a pattern's domain must be one of them or below one
 */
export function parseSenderPattern(text: string, domains: readonly string[]): SenderPattern {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
  const example = `*@${domains[0] ?? "example.com"}`;
  if (text === "*") return refuse(`"*" would allow every sender: write ${example} for a whole domain`);
  const at = text.lastIndexOf("@");
  if (at < 0) {
    const hint = text.startsWith("*")
      ? `it would also match other domains that end alike: write ${example}`
      : `write an address such as jane${example.slice(1)}`;
    return refuse(`${shown} has no "@": ${hint}`);
  }
  const local = text.slice(0, at);
  const domain = text.slice(at + 1).toLowerCase();
  if (local === "") return refuse(`${shown} has nothing before the "@": write ${example} for a whole domain`);
  if (!LOCAL_PART.test(local)) {
    return refuse(
      `${shown} has a character that is not allowed before the "@": use letters, digits and .!#%&'+/=^_{|}~- ` +
        `with at most one "*", as the last character`,
    );
  }
  if (local.length > 64) return refuse(`${shown} has more than 64 characters before the "@" (RFC 5321)`);
  if (!isDomainName(domain)) {
    return refuse(
      domain.includes("*")
        ? `${shown} has a wildcard in its domain: name the domain, and write one pattern for each sub-domain`
        : `${shown} has no valid domain after the "@": write it in ASCII (xn--… for an international name)`,
    );
  }
  if (!domains.some(allowed => isWithin(domain, allowed))) {
    return refuse(
      `${shown} is not in a domain that may be sent from: use ${domains.join(", ")} or a sub-domain, ` +
        "or add the domain to the setting allowedFromDomains",
    );
  }
  return { ok: true, value: `${local}@${domain}` };
}

/** RFC 5322 atext and dots, less the characters that mean something in a policy (`?`, `$`) or quote (`` ` ``). */
const LOCAL_PART = /^(?:[A-Za-z0-9.!#%&'+/=^_{|}~-]+\*?|\*)$/;

function refuse(reason: string): SenderPattern {
  return { ok: false, reason };
}
