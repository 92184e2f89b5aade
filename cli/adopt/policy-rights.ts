/** One statement of an IAM policy, as far as adopting depends on it. */
export interface Right {
  effect: "Allow" | "Deny";
  actions: string[];
  /** Nothing but SES's actions for sending. */
  sendsOnly: boolean;
  /** The patterns of `ses:FromAddress`; undefined if any address is allowed. */
  from: string[] | undefined;
}

/** @param document JSON @returns undefined if it is not a policy */
export function policyRights(document: string): Right[] | undefined {
  try {
    const { Statement } = JSON.parse(document) as { Statement?: unknown };
    return list(Statement).map(readStatement);
  } catch {
    return undefined;
  }
}

function readStatement(statement: unknown): Right {
  const { Effect, Action, NotAction, Condition } = statement as Record<string, unknown>;
  const actions =
    NotAction === undefined ? list(Action).map(String) : [`everything but ${list(NotAction).join(", ")}`];
  return {
    effect: Effect === "Allow" ? "Allow" : "Deny",
    actions,
    sendsOnly: actions.length > 0 && actions.every(action => /^ses:send[a-z*?]*$/i.test(action)),
    from: sendersIn(Condition),
  };
}

/** Only conditions that name addresses; any other one limits what is left, and is no right of its own. */
function sendersIn(condition: unknown): string[] | undefined {
  const operators = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  const found = operators
    .filter(([operator]) => /^(ForA\w+:)?String(Like|Equals)/.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => key.toLowerCase() === "ses:fromaddress")
    .flatMap(([, values]) => list(values).map(String));
  return found.length === 0 ? undefined : found;
}

function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
