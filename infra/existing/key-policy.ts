/** What a service would do with a key. */
interface KeyRequest {
  /** Such as `ses.amazonaws.com`. */
  service: string;
  keyArn: string;
  /** The account, and the resource in it, that the service acts for. */
  account: string;
  source: string;
}

interface Statement {
  Effect?: string;
  Principal?: "*" | Record<string, string | string[]>;
  NotPrincipal?: unknown;
  Action?: string | string[];
  NotAction?: unknown;
  Resource?: string | string[];
  NotResource?: unknown;
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** What publishing to an encrypted topic needs: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html. */
const NEEDED = ["kms:GenerateDataKey", "kms:Decrypt"];

/**
 * Whether a key's policy certainly lets a service use the key. What it is not sure about counts against it: a topic
 * without encryption works, and one that SES cannot publish to does not.
 */
export function serviceMayUse(policy: unknown, request: KeyRequest): boolean {
  const statements = listOf((policy as { Statement?: Statement | Statement[] } | undefined)?.Statement);
  return NEEDED.every(
    action =>
      statements.some(each => each.Effect === "Allow" && certainlyMatches(each, action, request)) &&
      !statements.some(each => each.Effect === "Deny" && mayMatch(each, action, request)),
  );
}

function certainlyMatches(statement: Statement, action: string, request: KeyRequest): boolean {
  const { Principal, Condition = {}, NotAction, NotPrincipal, NotResource } = statement;
  if (NotAction !== undefined || NotPrincipal !== undefined || NotResource !== undefined) return false;
  const services = typeof Principal === "object" ? listOf(Principal["Service"]) : [];
  return (
    services.includes(request.service) &&
    listOf(statement.Action).some(pattern => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    listOf(statement.Resource).some(pattern => matches(pattern, request.keyArn)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => isMet(operator, key, listOf(values), request)),
    )
  );
}

/** A Deny that is about other services or actions only does not matter; conditions are taken to be met. */
function mayMatch(statement: Statement, action: string, { service }: KeyRequest): boolean {
  const { Principal, NotPrincipal, Action, NotAction } = statement;
  const about =
    NotPrincipal !== undefined ||
    Principal === "*" ||
    listOf(Principal?.["AWS"]).includes("*") ||
    listOf(Principal?.["Service"]).includes(service);
  const denies =
    NotAction !== undefined ||
    listOf(Action).some(pattern => matches(pattern.toLowerCase(), action.toLowerCase()));
  return about && denies;
}

/** Of the conditions that AWS recommends against confused deputies; others are not known to be met. */
function isMet(
  operator: string,
  key: string,
  values: readonly string[],
  { account, source }: KeyRequest,
): boolean {
  const actual = { "aws:sourceaccount": account, "aws:sourcearn": source }[key.toLowerCase()];
  if (actual === undefined) return false;
  if (operator === "StringEquals") return values.includes(actual);
  if (["StringLike", "ArnLike", "ArnEquals"].includes(operator))
    return values.some(value => matches(value, actual));
  return false;
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.+()|[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
