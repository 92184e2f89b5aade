import { isIdentityType, identityStatements, resourceStatements } from "../privilege/documents";
import { isObject } from "../resource/path";
import type { StackResource } from "../resource/resource";

/** The accounts a stack belongs to, as far as its resources show. */
export interface OwnAccounts {
  /** Without any evidence every account could be the stack's own. */
  accepts(account: string): boolean;
  /** Without any evidence none is. */
  includes(account: string): boolean;
}

/** Outputs that name a resource itself, and therefore its account. */
const OWN_OUTPUTS = ["arn", "qualifiedArn", "executionArn", "streamArn"];
/** Its `arn` is an input: what the rule starts. */
const NAMES_OTHERS = "aws:cloudwatch/eventTarget:EventTarget";
/** Inputs that name resources the stack uses, as opposed to those that name whom it lets in or what it starts. */
const USED_INPUTS = ["role", "environment", "eventSourceArn"];

const KNOWN = new WeakMap<readonly StackResource[], OwnAccounts>();

/**
 * Nothing tells a pack which account it deploys to, so it takes the best evidence there is: what the stack's resources
 * are called once they exist, or otherwise the resources they use.
 */
export function ownAccounts(all: readonly StackResource[]): OwnAccounts {
  const known = KNOWN.get(all);
  if (known !== undefined) return known;
  const outputs = new Set(
    all
      .filter(({ type }) => type !== NAMES_OTHERS)
      .flatMap(({ props }) => OWN_OUTPUTS.flatMap(output => accountsIn(props[output]))),
  );
  const found = outputs.size > 0 ? outputs : new Set(all.flatMap(usedAccounts));
  const own: OwnAccounts = {
    accepts: account => found.size === 0 || found.has(account),
    includes: account => found.has(account),
  };
  KNOWN.set(all, own);
  return own;
}

/** The account of an ARN; undefined if it has none. */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

function usedAccounts(resource: StackResource): string[] {
  const { props, type } = resource;
  const statements = isIdentityType(type)
    ? identityStatements(resource).statements
    : "policy" in props
      ? resourceStatements(resource).statements
      : [];
  return [
    ...USED_INPUTS.flatMap(input => accountsIn(props[input])),
    ...statements.flatMap(({ resources }) => resources.flatMap(accountsIn)),
  ];
}

function accountsIn(value: unknown): string[] {
  if (typeof value === "string") return [accountOfArn(value)].filter(account => account !== undefined);
  if (Array.isArray(value)) return value.flatMap(accountsIn);
  return isObject(value) ? Object.values(value).flatMap(accountsIn) : [];
}
