import { isObject } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { type Conditions, readConditions } from "./conditions";
import { field, isWords, words } from "./element";

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
  readonly conditions: Conditions;
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
  const parsed = parseDocument(document);
  if (!isObject(parsed)) return undefined;
  const statements = field(parsed, "Statement");
  if (statements === UNKNOWN) return [];
  const list = Array.isArray(statements) ? (statements as unknown[]) : [statements];
  const known = list.filter(statement => statement !== UNKNOWN);
  return known.every(isObject) && known.every(isReadable) ? known.map(readStatement) : undefined;
}

/** Whether a property holds a policy, whatever its name. */
export function isDocument(value: unknown): boolean {
  const parsed = parseDocument(value);
  return isObject(parsed) && field(parsed, "Statement") !== undefined;
}

function parseDocument(document: unknown): unknown {
  if (typeof document !== "string") return document;
  if (!document.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(document) as unknown;
  } catch {
    return undefined; // reported by the rule, which knows the resource
  }
}

/** What names no action, or has neither text nor unknown where only text can stand, could mean anything. */
function isReadable(statement: Record<string, unknown>): boolean {
  return (
    ["Action", "NotAction"].some(name => field(statement, name) !== undefined) &&
    ["Action", "NotAction", "Resource", "NotResource"].every(name => isWords(field(statement, name)))
  );
}

function readStatement(statement: Record<string, unknown>, index: number): Statement {
  const sid = field(statement, "Sid");
  return {
    sid: typeof sid === "string" ? sid : `number ${index + 1}`,
    allows: field(statement, "Effect") !== "Deny",
    actions: words(field(statement, "Action")),
    resources: words(field(statement, "Resource")),
    notAction: field(statement, "NotAction") !== undefined,
    notResource: field(statement, "NotResource") !== undefined,
    principals: principals(field(statement, "Principal")),
    notPrincipal: field(statement, "NotPrincipal") !== undefined,
    conditions: readConditions(field(statement, "Condition")),
  };
}

function principals(principal: unknown): Principal[] {
  if (!isObject(principal)) return words(principal).map(id => ({ kind: id === "*" ? "*" : "AWS", id }));
  return Object.entries(principal).flatMap(([kind, ids]) =>
    words(ids).map(id => ({ kind: id === "*" ? "*" : kind, id })),
  );
}
