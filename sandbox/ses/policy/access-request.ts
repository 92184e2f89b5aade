import { type OneOrMore, listOf } from "./policy-document";

/** One access decision that IAM is asked for. */
export interface AccessRequest {
  /** For example `ses:SendRawEmail`. */
  action: string;
  /** The ARN that the action applies to. */
  resource: string;
  context: RequestContext;
}

/** Condition keys and their values; keys are case-insensitive. */
export type RequestContext = Readonly<Record<string, OneOrMore<string>>>;

export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return entry && listOf(entry[1]);
}

export function singleValue(context: RequestContext, key: string): string | undefined {
  const values = contextValues(context, key);
  return values?.length === 1 ? values[0] : undefined;
}
