import { distance } from "fastest-levenshtein";
import { providerTypes } from "../catalog/catalog";

/** A type that differs in more characters is more likely a different one than a typo. */
const MAX_TYPO_DISTANCE = 3;

/** Read once: every resource is checked against the exceptions of every policy. */
let known: ReadonlySet<string> | undefined;

/**
 * Why an exception for this type could never match; undefined where it could. Pulumi's own display prints
 * `aws:kms:Key` for `aws:kms/key:Key`, so that is what people write.
 */
export function typeIssue(type: string): string | undefined {
  known ??= providerTypes();
  const isToken = /^[a-z][\w-]*:[\w./-]+:\w+$/.test(type);
  if (known.has(type) || (isToken && !type.startsWith("aws:"))) return undefined;
  const near = nearest(type, known);
  return `unknown resource type; use ${near ?? "a type from policy-pack/data/provider-types.txt"}`;
}

function nearest(type: string, types: ReadonlySet<string>): string | undefined {
  const all = [...types];
  const same = all.find(other => parts(other) === parts(type));
  if (same !== undefined) return same;
  const [best] = all
    .map(other => ({ other, away: distance(other.toLowerCase(), type.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  return best !== undefined && best.away <= MAX_TYPO_DISTANCE ? best.other : undefined;
}

/** `kms key` of `aws:kms/key:Key`, `aws:kms:Key`, `aws.kms.Key`, and `kms.Key`. */
function parts(type: string): string {
  const names = type
    .toLowerCase()
    .replace(/^aws[:.]/, "")
    .split(/[:./]/);
  return `${names[0]} ${names.at(-1)}`;
}
