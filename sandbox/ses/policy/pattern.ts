import { type RequestContext, singleValue } from "./access-request";

/** A policy string ready to match: literal characters, and the two wildcards of IAM. */
export type Pattern = readonly PatternToken[];

type PatternToken = string | typeof ANY | typeof ONE;

const ANY = Symbol("*");
const ONE = Symbol("?");

export interface PatternOptions {
  /** StringEquals takes `*` and `?` literally, StringLike does not. */
  wildcards: boolean;
  /** Where `${aws:username}` and the like are looked up; absent for policies without variables. */
  variables?: RequestContext | undefined;
}

/**
 * Reads a policy string.
 *
 * A policy variable's value is matched literally, wildcards in it included, and `${*}`, `${?}`, `${$}` stand
 * for the characters themselves
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 *
 * @returns undefined where a variable has no value: whether the string matches cannot be told
 */
export function parsePattern(text: string, { wildcards, variables }: PatternOptions): Pattern | undefined {
  const tokens: PatternToken[] = [];
  for (let at = 0; at < text.length; at++) {
    const end = variables && text.startsWith("${", at) ? text.indexOf("}", at) : -1;
    if (variables && end > 0) {
      const value = variableValue(text.slice(at + 2, end), variables);
      if (value === undefined) return undefined;
      tokens.push(...value.split(""));
      at = end;
    } else {
      tokens.push(wildcards ? wildcardOf(text.charAt(at)) : text.charAt(at));
    }
  }
  return tokens;
}

/** Matches the whole text. Greedy with one step back, so no pattern takes more than pattern times text. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let at = 0;
  let next = 0;
  let afterAny = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const token = pattern[next];
    if (token === ANY) {
      afterAny = ++next;
      resumeAt = at;
    } else if (token === ONE || token === text.charAt(at)) {
      next++;
      at++;
    } else if (afterAny >= 0) {
      next = afterAny;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  return pattern.slice(next).every(token => token === ANY);
}

function wildcardOf(character: string): PatternToken {
  if (character === "*") return ANY;
  return character === "?" ? ONE : character;
}

function variableValue(name: string, variables: RequestContext): string | undefined {
  return ["*", "?", "$"].includes(name) ? name : singleValue(variables, name);
}
