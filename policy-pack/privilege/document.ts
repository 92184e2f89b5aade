import { isObject } from "../resource/path";
import { UNKNOWN } from "../resource/plain";

/** A statement of an IAM policy with every list made a list; parts not known yet are left out. */
export interface Statement {
  readonly sid: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Given, whatever they say. */
  readonly notAction: boolean;
  readonly notResource: boolean;
  readonly principals: readonly Principal[];
  readonly notPrincipal: boolean;
  /** Condition keys in lower case, with the operators they are compared by. */
  readonly conditions: readonly { readonly operator: string; readonly key: string }[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*`. */
  readonly kind: string;
  readonly id: string;
}

/**
 * Reads a policy, given as JSON or as an object. One not known yet has no statements here: the engine asks again
 * during the update, before the resource is made, when everything is known.
 *
 * @returns undefined where it is not a policy
 */
export function readStatements(document: unknown): Statement[] | undefined {
  if (document === UNKNOWN || document === undefined || document === null || document === "") return [];
  const parsed = typeof document === "string" ? parse(document) : document;
  if (!isObject(parsed)) return undefined;
  const statements = parsed["Statement"] ?? parsed["statements"];
  if (statements === UNKNOWN) return [];
  const list = Array.isArray(statements) ? (statements as unknown[]) : [statements];
  const known = list.filter(statement => statement !== UNKNOWN);
  return known.every(isObject) ? known.map(readStatement) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // reported by the rule, which knows the resource
  }
}

function readStatement(statement: Record<string, unknown>, index: number): Statement {
  return {
    sid: typeof statement["Sid"] === "string" ? statement["Sid"] : `number ${index + 1}`,
    allows: statement["Effect"] !== "Deny",
    actions: strings(statement["Action"]),
    resources: strings(statement["Resource"]),
    notAction: "NotAction" in statement,
    notResource: "NotResource" in statement,
    principals: principals(statement["Principal"]),
    notPrincipal: "NotPrincipal" in statement,
    conditions: conditions(statement["Condition"]),
  };
}

function principals(principal: unknown): Principal[] {
  if (!isObject(principal)) return strings(principal).map(id => ({ kind: id === "*" ? "*" : "AWS", id }));
  return Object.entries(principal).flatMap(([kind, ids]) =>
    strings(ids).map(id => ({ kind: id === "*" ? "*" : kind, id })),
  );
}

function conditions(condition: unknown): Statement["conditions"] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.keys(keys).map(key => ({ operator, key: key.toLowerCase() })) : [],
  );
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(item => typeof item === "string");
}
