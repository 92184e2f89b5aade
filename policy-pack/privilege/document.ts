import { isObject } from "../resource/path";
import { UNKNOWN, UNKNOWN_MARKS } from "../resource/plain";
import { type Conditions, readConditions } from "./conditions";
import { duplicateInText, isText, spelledTwice, words } from "./json";

/** A statement of an IAM policy, with single values as lists; unknown parts are omitted. */
export interface Statement {
  readonly sid: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Present, whatever the value. */
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

export interface PolicyDocument {
  readonly statements: readonly Statement[];
  /** Why the document cannot be relied on; undefined if it can. */
  readonly issue?: string;
}

/** The grammar of a policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html). */
const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const WORD_ELEMENTS = ["Action", "NotAction", "Resource", "NotResource"];
const ELEMENTS = ["Sid", "Effect", "Principal", "NotPrincipal", "Condition", ...WORD_ELEMENTS];
const PRINCIPALS = ["AWS", "Service", "Federated", "CanonicalUser", "*"];

const UNREADABLE = "cannot be parsed, so what it allows is unknown; use a JSON policy document";
const EMPTY: PolicyDocument = { statements: [] };

/** Several rules read the same text; bounded, because an update may read the policies of many stacks. */
const CACHE = new Map<string, PolicyDocument>();
const MAX_CACHED = 500;

/**
 * Reads a policy, given as JSON or as an object. An unknown one has no statements here: the engine evaluates it
 * again during the update, before the resource is created, when everything is known.
 */
export function readDocument(document: unknown): PolicyDocument {
  if (typeof document !== "string") return read(document, spelledTwice(document));
  const cached = CACHE.get(document);
  if (cached !== undefined) return cached;
  const parsed = parseObject(document);
  const result =
    document !== "" && parsed === undefined
      ? { statements: [], issue: UNREADABLE }
      : read(parsed, parsed && duplicateInText(document));
  if (CACHE.size >= MAX_CACHED) CACHE.clear();
  CACHE.set(document, result);
  return result;
}

/** Whether a property holds a policy, whatever its name. */
export function isDocument(value: unknown): boolean {
  const parsed = typeof value === "string" ? parseObject(value) : value;
  return isObject(parsed) && Object.keys(parsed).some(key => /^statements?$/i.test(key.trim()));
}

function read(document: unknown, duplicate: string | undefined): PolicyDocument {
  if (document === UNKNOWN || document === undefined || document === null) return EMPTY;
  if (!isObject(document)) return { statements: [], issue: UNREADABLE };
  const given = document["Statement"];
  const list = (Array.isArray(given) ? (given as unknown[]) : [given]).filter(item => item !== UNKNOWN);
  const statements = list.filter(isObject);
  const known = statements.filter(isReadable).map(readStatement);
  if (duplicate !== undefined)
    return { statements: known, issue: `has the key "${duplicate}" in two spellings; keep one` };
  const stranger = [...strangers(document, DOCUMENT_ELEMENTS), ...statements.flatMap(strangersOf)][0];
  if (stranger !== undefined)
    return { statements: known, issue: `has an unknown element "${stranger}"; check its spelling and case` };
  return known.length === list.length ? { statements: known } : { statements: known, issue: UNREADABLE };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text, unmarked) as Record<string, unknown>;
  } catch {
    return undefined; // reported by the rule, which knows the resource
  }
}

/** Text can contain the marks that properties have for unknown values. */
function unmarked(_: string, value: unknown): unknown {
  return typeof value === "string" && UNKNOWN_MARKS.includes(value) ? UNKNOWN : value;
}

function strangersOf(statement: Record<string, unknown>): string[] {
  const principals = [statement["Principal"], statement["NotPrincipal"]].filter(isObject);
  return [
    ...strangers(statement, ELEMENTS),
    ...principals.flatMap(principal => strangers(principal, PRINCIPALS)),
  ];
}

function strangers(holder: Record<string, unknown>, expected: readonly string[]): string[] {
  return Object.keys(holder).filter(key => !expected.includes(key));
}

/** A statement without an action, or with something other than text where only text can be, could mean anything. */
function isReadable(statement: Record<string, unknown>): boolean {
  return (
    ["Action", "NotAction"].some(name => statement[name] !== undefined) &&
    WORD_ELEMENTS.every(name => isText(statement[name])) &&
    isOneOrNone(statement["Condition"], isObject) &&
    ["Principal", "NotPrincipal"].every(name =>
      isOneOrNone(statement[name], value =>
        isObject(value) ? Object.values(value).every(isText) : isText(value),
      ),
    )
  );
}

function readStatement(statement: Record<string, unknown>, index: number): Statement {
  const sid = statement["Sid"];
  return {
    sid: typeof sid === "string" ? sid : `number ${index + 1}`,
    allows: statement["Effect"] !== "Deny",
    actions: words(statement["Action"]),
    resources: words(statement["Resource"]),
    notAction: statement["NotAction"] !== undefined,
    notResource: statement["NotResource"] !== undefined,
    principals: readPrincipals(statement["Principal"]),
    notPrincipal: statement["NotPrincipal"] !== undefined,
    conditions: readConditions(statement["Condition"]),
  };
}

function readPrincipals(principal: unknown): Principal[] {
  if (!isObject(principal)) return words(principal).map(id => ({ kind: id === "*" ? "*" : "AWS", id }));
  return Object.entries(principal).flatMap(([kind, ids]) =>
    words(ids).map(id => ({ kind: id === "*" ? "*" : kind, id })),
  );
}

function isOneOrNone(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || value === UNKNOWN || is(value);
}
