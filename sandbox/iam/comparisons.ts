import { BlockList, isIP } from "node:net";

import type { RequestContext } from "./access-request";
import { type Outcome, allOf, anyOf, outcomeOf } from "./outcome";
import { matchesPattern, parsePattern } from "./pattern";

/** Compares a value of a policy with a value of a request. */
export type Comparison = (expected: string, actual: string, variables: RequestContext | undefined) => Outcome;

/**
 * The comparison of each condition operator, without `Not`, `IfExists` and the set operators
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ["stringequals", text({ wildcards: false, ignoresCase: false })],
  ["stringequalsignorecase", text({ wildcards: false, ignoresCase: true })],
  ["stringlike", text({ wildcards: true, ignoresCase: false })],
  ["bool", text({ wildcards: false, ignoresCase: true })],
  [
    "binaryequals",
    (expected, actual) => outcomeOf(Buffer.from(expected, "base64").equals(Buffer.from(actual, "base64"))),
  ],
  ["arnequals", arnLike],
  ["arnlike", arnLike],
  ["numericequals", ordered(Number, (actual, expected) => actual === expected)],
  ["numericlessthan", ordered(Number, (actual, expected) => actual < expected)],
  ["numericlessthanequals", ordered(Number, (actual, expected) => actual <= expected)],
  ["numericgreaterthan", ordered(Number, (actual, expected) => actual > expected)],
  ["numericgreaterthanequals", ordered(Number, (actual, expected) => actual >= expected)],
  ["dateequals", ordered(time, (actual, expected) => actual === expected)],
  ["datelessthan", ordered(time, (actual, expected) => actual < expected)],
  ["datelessthanequals", ordered(time, (actual, expected) => actual <= expected)],
  ["dategreaterthan", ordered(time, (actual, expected) => actual > expected)],
  ["dategreaterthanequals", ordered(time, (actual, expected) => actual >= expected)],
  ["ipaddress", inRange],
]);

function text({ wildcards, ignoresCase }: { wildcards: boolean; ignoresCase: boolean }): Comparison {
  const fold = (value: string) => (ignoresCase ? value.toLowerCase() : value);
  return (expected, actual, variables) => {
    const pattern = parsePattern(expected, { wildcards, variables });
    if (!pattern) return "unknown";
    const folded = pattern.map(token => (typeof token === "string" ? fold(token) : token));
    return outcomeOf(matchesPattern(folded, fold(actual)));
  };
}

const ARN_PARTS = 6;

/** Each of the six components by itself, so that no wildcard reaches across a colon. */
function arnLike(expected: string, actual: string, variables: RequestContext | undefined): Outcome {
  if (expected === "*") return "matches";
  const [patterns, parts] = [arnParts(expected), arnParts(actual)];
  if (patterns.length !== ARN_PARTS || parts.length !== ARN_PARTS) return "differs";
  return allOf(
    patterns.map((part, index) => {
      const pattern = parsePattern(part, { wildcards: true, variables });
      return pattern ? outcomeOf(matchesPattern(pattern, parts[index] ?? "")) : "unknown";
    }),
  );
}

/** The last component holds any further colons; those inside a policy variable separate nothing. */
function arnParts(arn: string): string[] {
  const parts = arn.match(/(?:\$\{[^}]*\}|[^:])+|(?<=:)(?=:)|(?<=:)$/g) ?? [];
  return parts.length <= ARN_PARTS
    ? parts
    : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

/** Numbers and times; what is neither differs from everything. */
function ordered(
  parse: (value: string) => number,
  holds: (actual: number, expected: number) => boolean,
): Comparison {
  return (expected, actual) => {
    const [left, right] = [parse(actual), parse(expected)];
    return outcomeOf(!Number.isNaN(left) && !Number.isNaN(right) && holds(left, right));
  };
}

/** ISO 8601, or seconds since 1970, in milliseconds. */
function time(value: string): number {
  return /^\d+(?:\.\d+)?$/.test(value) && value.length > 4 ? Number(value) * 1_000 : Date.parse(value);
}

/** CIDR notation; an address without a prefix is that address. */
function inRange(expected: string, actual: string): Outcome {
  const [network = "", prefix] = expected.split("/");
  const [version, actualVersion] = [isIP(network), isIP(actual)];
  if (version === 0 || actualVersion === 0) return "differs";
  const ranges = new BlockList();
  const family = version === 6 ? "ipv6" : "ipv4";
  ranges.addSubnet(network, Number(prefix ?? (version === 6 ? 128 : 32)), family);
  return anyOf([outcomeOf(version === actualVersion && ranges.check(actual, family))]);
}
