import { parseSenderPattern } from "../shared/sender-pattern";
import { type Failure, failure } from "./failures/catalogue";
import { MAX_INLINE_POLICY_LENGTH, policySize, senderPolicy } from "./policy";
import { show } from "./show";
import type { DesiredState, Mistake, RecordAttributes, SenderRules } from "./types";

/** How many of the entries that cannot be used a message names. */
const MAX_NAMED = 3;

/** An entry that cannot be used. */
interface Problem {
  /** Such as `[2]: "a" has no "@"`. */
  text: string;
  remedy: string;
}

/** Reads the list of sender addresses of a record that asks for a login. */
export function readAddresses(record: RecordAttributes, rules: SenderRules): DesiredState {
  const addresses = allowedAddresses(record);
  const example = `*@${rules.allowedFromDomains[0] ?? "example.com"}`;
  const remedy = `Write a list of addresses or patterns such as ["${example}"].`;
  if (addresses === undefined) return invalid(` is ${show(record.allowed_from_addresses)}`, remedy);
  if (addresses.length === 0) return invalid(" is empty", remedy);
  const problems: Problem[] = [];
  const patterns: string[] = [];
  for (const [index, address] of addresses.entries()) {
    const pattern =
      typeof address === "string"
        ? parseSenderPattern(address, rules.allowedFromDomains)
        : { ok: false as const, problem: show(address), remedy };
    if (pattern.ok) patterns.push(pattern.value);
    else {
      const text = typeof address === "string" ? `: ${pattern.problem}` : ` is ${pattern.problem}`;
      problems.push({ text: `[${index}]${text}`, remedy: pattern.remedy });
    }
  }
  const fitting = patterns.slice(0, countOfFitting(patterns, rules.sendingResources));
  const mistake = mistakeIn(problems, patterns, fitting.length, rules);
  if (mistake === undefined) return { kind: "enabled", patterns };
  if (fitting.length === 0) return { kind: "invalid", failure: mistake.whole };
  return { kind: "enabled", patterns: fitting, mistake };
}

/**
 * The one place that finds a record's own sender addresses; receiving-rules/of-record.ts adds what rules give.
 *
 * @returns undefined if the attribute is neither a list nor a string set
 */
export function allowedAddresses(record: RecordAttributes): readonly unknown[] | undefined {
  const addresses = record.allowed_from_addresses;
  if (addresses instanceof Set) return [...(addresses as Set<unknown>)].sort();
  return Array.isArray(addresses) ? addresses : undefined;
}

function mistakeIn(
  problems: readonly Problem[],
  patterns: readonly string[],
  fitting: number,
  rules: SenderRules,
): (Mistake & { whole: Failure }) | undefined {
  if (problems.length > 0)
    return { whole: unusable(problems, ""), leftOut: unusable(problems, "; the other entries are applied") };
  if (fitting === patterns.length) return undefined;
  return {
    whole: tooMany(patterns, rules, ""),
    leftOut: tooMany(patterns, rules, `; only the first ${fitting} are applied`),
  };
}

function countOfFitting(patterns: readonly string[], resources: readonly string[]): number {
  let count = patterns.length;
  while (
    count > 0 &&
    policySize(senderPolicy(patterns.slice(0, count), resources)) > MAX_INLINE_POLICY_LENGTH
  )
    count--;
  return count;
}

function unusable(problems: readonly Problem[], consequence: string): Failure {
  const named = problems.slice(0, MAX_NAMED).map(({ text }) => text);
  const more = problems.length > MAX_NAMED ? ` and ${problems.length - MAX_NAMED} more` : "";
  return failure(
    "invalid_allowed_from_addresses",
    `allowed_from_addresses${named.join(", ")}${more}${consequence}`,
    problems[0]?.remedy,
  );
}

function tooMany(
  patterns: readonly string[],
  { sendingResources }: SenderRules,
  consequence: string,
): Failure {
  const size = policySize(senderPolicy(patterns, sendingResources));
  return failure(
    "too_many_addresses",
    `allowed_from_addresses has ${patterns.length} entries, which need a policy of ${size} characters; IAM allows ` +
      `${MAX_INLINE_POLICY_LENGTH}${consequence}`,
  );
}

function invalid(problem: string, remedy: string): DesiredState {
  return {
    kind: "invalid",
    failure: failure("invalid_allowed_from_addresses", `allowed_from_addresses${problem}`, remedy),
  };
}
