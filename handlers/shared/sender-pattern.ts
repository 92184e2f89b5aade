import { MAX_LOCAL_PART_LENGTH } from "../../records/address";
import { isDomainName, isWithin } from "./domain-name";

/** A pattern in IAM's StringLike form, ready for a policy; or why the text is not valid and what to do about it. */
export type SenderPattern = { ok: true; value: string } | InvalidPattern;

interface InvalidPattern {
  ok: false;
  /** Without a period at its end. */
  problem: string;
  /** A sentence. */
  remedy: string;
}

/** What a message shows of an entry. */
const MAX_SHOWN_LENGTH = 80;

/** RFC 5322 atext and dots, without the characters that have a meaning in a policy (`?`, `$`) or quote (`` ` ``). */
const LOCAL_PART = /^(?:[A-Za-z0-9.!#%&'+/=^_{|}~-]+\*?|\*)$/;

/**
 * Reads one entry of `allowed_from_addresses`: an address, `*@domain`, or `prefix*@domain`.
 *
 * The pattern becomes part of a policy's StringLike condition on `ses:FromAddress`, where `*` and `?` are wildcards
 * and `${` starts a policy variable
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 * The domain is lower-cased, because SES ignores its case; the local part is kept, because SES does not ignore its case.
 *
 * @param domains the allowed domains; a pattern's domain must be one of them or below one
 */
export function parseSenderPattern(text: string, domains: readonly string[]): SenderPattern {
  const shown = JSON.stringify(
    text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH - 1)}…` : text,
  );
  const example = `*@${domains[0] ?? "example.com"}`;
  if (text === "*") return invalid('"*" would allow every sender', `Write ${example} for a whole domain.`);
  const at = text.lastIndexOf("@");
  if (at < 0) {
    return text.startsWith("*")
      ? invalid(
          `${shown} has no "@" and would also match other domains with the same ending`,
          `Write ${example}.`,
        )
      : invalid(`${shown} has no "@"`, `Write an address such as jane${example.slice(1)}.`);
  }
  const local = text.slice(0, at);
  const domain = text.slice(at + 1).toLowerCase();
  if (local === "") {
    return invalid(`${shown} has nothing before the "@"`, `Write ${example} for a whole domain.`);
  }
  if (!LOCAL_PART.test(local)) {
    return invalid(
      `${shown} has a character that is not allowed before the "@"`,
      'Use letters, digits and .!#%&\'+/=^_{|}~- with at most one "*", as the last character.',
    );
  }
  if (local.length > MAX_LOCAL_PART_LENGTH) {
    return invalid(
      `${shown} has more than ${MAX_LOCAL_PART_LENGTH} characters before the "@" (RFC 5321)`,
      "Use a shorter address.",
    );
  }
  if (!isDomainName(domain)) {
    return domain.includes("*")
      ? invalid(
          `${shown} has a wildcard in its domain`,
          "Name the domain, and write one pattern for each subdomain.",
        )
      : invalid(
          `${shown} has no valid domain after the "@"`,
          "Write the domain in ASCII (xn--… for an international name).",
        );
  }
  if (!domains.some(allowed => isWithin(domain, allowed))) {
    return invalid(
      `${shown} is not in an allowed domain`,
      `Use ${domains.join(", ")} or a subdomain, or add the domain to the setting allowedFromDomains.`,
    );
  }
  return { ok: true, value: `${local}@${domain}` };
}

function invalid(problem: string, remedy: string): InvalidPattern {
  return { ok: false, problem, remedy };
}
