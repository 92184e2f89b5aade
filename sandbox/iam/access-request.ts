import { type OneOrMore, listOf } from "./policy-document";

/** One access decision that IAM is asked for. */
export interface AccessRequest {
  /** For example `ses:SendRawEmail`. */
  action: string;
  /** The ARN that the action applies to, or `*` for an action without resources. */
  resource: string;
  context: RequestContext;
}

/**
 * Condition keys and their values; keys are case-insensitive.
 *
 * A key with no values is known to be absent from the request. A key ending in `/*` or `:*` stands for all keys with
 * that prefix. A key that is not listed is one the evaluator cannot judge.
 */
export type RequestContext = Readonly<Record<string, OneOrMore<string>>>;

/** @returns an empty list for a key that is known to be absent, and undefined for one that cannot be judged */
export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const entries = Object.entries(context).map(([name, values]) => [name.toLowerCase(), values] as const);
  const entry =
    entries.find(([name]) => name === wanted) ??
    entries.find(([name]) => /[/:]\*$/.test(name) && wanted.startsWith(name.slice(0, -1)));
  return entry && listOf(entry[1]);
}

export function singleValue(context: RequestContext, key: string): string | undefined {
  const values = contextValues(context, key);
  return values?.length === 1 ? values[0] : undefined;
}
