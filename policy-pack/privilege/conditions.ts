import { isObject } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { isNamedArn, isPattern, parseArn } from "./arn";

/** A test in a statement's condition. */
interface Comparison {
  readonly operator: string;
  /** In lower case: IAM compares keys without case. */
  readonly key: string;
  /** The known values; undefined if all are unknown. */
  readonly values: readonly string[] | undefined;
}

export type Conditions = readonly Comparison[];

/** Operators that require a key to have a value. `IfExists`, `ForAllValues`, and `Null` are true without the key. */
const POSITIVE = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/i;

export function readConditions(condition: unknown): Conditions {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, value]) => ({
          operator,
          key: key.toLowerCase(),
          values: readValues(value),
        }))
      : [],
  );
}

/** Numbers compare as text; anything else, and an empty list, is a value that no rule accepts. */
function readValues(value: unknown): string[] | undefined {
  const items = Array.isArray(value) ? (value as unknown[]).flat(Infinity) : [value];
  const known = items.filter(item => item !== UNKNOWN);
  if (known.length === 0) return items.length > 0 ? undefined : [""];
  return known.map(item => (typeof item === "string" || typeof item === "number" ? String(item) : ""));
}

/**
 * Whether a comparison requires one of these keys to have an acceptable value: it must use a positive operator
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html),
 * and every value must be accepted. Unknown values are checked during the update.
 */
export function isRestrictedBy(
  conditions: Conditions,
  accepts: Readonly<Record<string, (value: string) => boolean>>,
): boolean {
  return conditions.some(({ operator, key, values }) => {
    const accept = Object.hasOwn(accepts, key) ? accepts[key] : undefined;
    return accept !== undefined && POSITIVE.test(operator) && (values ?? []).every(accept);
  });
}

/** An operator that allows everything except some values; undefined if there is none. */
export function negativeOperator(conditions: Conditions): string | undefined {
  return conditions.find(({ operator }) => /Not/i.test(operator))?.operator;
}

export function isAccount(value: string): boolean {
  return /^\d{12}$/.test(value);
}

/** An ARN of one account, with an exact name or a pattern below one. Only buckets have no account in theirs. */
export function isSourceArn(value: string): boolean {
  if (!isNamedArn(value, { anyRegion: true })) return false;
  return !isPattern(value) || parseArn(value)?.account !== "";
}

/** Keys in which a service states on whose behalf it acts. */
export const SOURCE_KEYS = {
  "aws:sourcearn": isSourceArn,
  "aws:sourceaccount": isAccount,
  "aws:sourceowner": isAccount,
};

/** Keys that identify the caller itself. */
export const CALLER_KEYS = {
  "aws:principalarn": isSourceArn,
  "aws:principalaccount": isAccount,
  "kms:calleraccount": isAccount,
};
