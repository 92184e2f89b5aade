import { isObject } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { words } from "./element";

/** A test of a statement's condition. */
interface Comparison {
  readonly operator: string;
  /** In lower case: IAM compares keys without it. */
  readonly key: string;
  /** Undefined where they are not known yet. */
  readonly values: readonly string[] | undefined;
}

export type Conditions = readonly Comparison[];

export function readConditions(condition: unknown): Conditions {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, value]) => ({
          operator,
          key: key.toLowerCase(),
          values: value === UNKNOWN ? undefined : words(value),
        }))
      : [],
  );
}

/**
 * Whether one of these keys is held to something. Negations and what holds when the key is absent guard nothing
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html),
 * nor does a pattern that every value matches.
 */
export function isHeldTo(conditions: Conditions, keys: (key: string) => boolean): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      keys(key) && !/Not|IfExists|Null|^ForAllValues/i.test(operator) && !(values ?? []).some(isOpen),
  );
}

/** `*`, `arn:*`, and an ARN of whatever account: `arn:aws:sns:*:*:*`. Buckets have no account in theirs. */
function isOpen(value: string): boolean {
  if (/^[*?:]*$/.test(value)) return true;
  const [prefix, , , , account, ...rest] = value.split(":");
  if (prefix !== "arn") return false;
  return /^[*?]*$/.test(account === "" ? rest.join(":") : (account ?? ""));
}
