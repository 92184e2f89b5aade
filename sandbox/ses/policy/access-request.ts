import { type OneOrMore, listOf } from "./policy-document";

/** Condition keys and their values; keys compare without case. */
export type RequestContext = Readonly<Record<string, OneOrMore<string>>>;

export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return entry && listOf(entry[1]);
}

export function singleValue(context: RequestContext, key: string): string | undefined {
  const values = contextValues(context, key);
  return values?.length === 1 ? values[0] : undefined;
}
