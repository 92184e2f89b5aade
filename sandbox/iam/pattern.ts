import { type RequestContext, singleValue } from "./access-request";

/** A parsed policy string: literal characters and IAM's two wildcards. */
export type Pattern = readonly PatternToken[];

type PatternToken = string | typeof ANY | typeof ONE;

const ANY = Symbol("*");
const ONE = Symbol("?");

export interface PatternOptions {
  /** Whether `*` and `?` are wildcards (StringLike) or literal (StringEquals). */
  wildcards: boolean;
  /** The values of `${aws:username}` and other variables; absent for policy versions without variables. */
  variables?: RequestContext | undefined;
}

/**
 * Parses a policy string.
 *
 * A variable's value is matched literally, including any wildcards in it, and `${*}`, `${?}` and `${$}` are the
 * literal characters
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 *
 * @returns undefined when a variable has no value, so that it is unknown whether the string matches
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

/** Matches the whole text; takes at most O(pattern × text) steps, because it backtracks to the last `*` only. */
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

/** The value, or the default of `${key, 'default'}` where the request has none. */
function variableValue(text: string, variables: RequestContext): string | undefined {
  const [, name = text, fallback] = /^([^,]+?)\s*,\s*'(.*)'$/.exec(text) ?? [];
  return ["*", "?", "$"].includes(name) ? name : (singleValue(variables, name) ?? fallback);
}
