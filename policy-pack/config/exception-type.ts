import { providerTypes } from "../catalogue/catalogue";

/** Further apart, a name is more likely another than mistyped. */
const MOST_SLIPS = 3;

/** Read once: every resource is judged under the exceptions of every policy. */
let known: ReadonlySet<string> | undefined;

/**
 * Why an exception with this type could never match; undefined where it could. Pulumi's own display prints
 * `aws:kms:Key` for `aws:kms/key:Key`, so that is what people write.
 */
export function typeFault(type: string): string | undefined {
  known ??= providerTypes();
  const isToken = /^[a-z][\w-]*:[\w./-]+:\w+$/.test(type);
  if (known.has(type) || (isToken && !type.startsWith("aws:"))) return undefined;
  const near = nearest(type, known);
  return `there is no such resource type: write ${near ?? "one of policy-pack/data/provider-types.txt"}`;
}

function nearest(type: string, types: ReadonlySet<string>): string | undefined {
  const all = [...types];
  const same = all.find(other => parts(other) === parts(type));
  if (same !== undefined) return same;
  const [best] = all
    .map(other => ({ other, slips: distance(other.toLowerCase(), type.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  return best !== undefined && best.slips <= MOST_SLIPS ? best.other : undefined;
}

/** `kms key` of `aws:kms/key:Key`, `aws:kms:Key`, `aws.kms.Key` and `kms.Key`. */
function parts(type: string): string {
  const names = type
    .toLowerCase()
    .replace(/^aws[:.]/, "")
    .split(/[:./]/);
  return `${names[0]} ${names.at(-1)}`;
}

/** Letters to change, to add or to leave out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
