interface Statement {
  Effect?: string;
  Principal?: string | Record<string, string | string[]>;
  Action?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** A service that acts for a resource of the account. */
export interface ServiceCall {
  /** Such as `ses.amazonaws.com`. */
  service: string;
  /** Such as `sns:Publish`. */
  action: string;
  /** What it acts for. */
  sourceArn: string;
}

/**
 * Whether a resource's policy lets a service act. Its resource is taken to be the one that has the policy; of conditions, those on
 * the source and its account are judged
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html), and others are taken to hold.
 *
 * @param policy JSON; undefined: there is none, and so nothing is allowed
 */
export function allowsService(policy: string | undefined, call: ServiceCall): boolean {
  const { Statement: given = [] } = JSON.parse(policy ?? "{}") as { Statement?: Statement | Statement[] };
  const reaching = [given].flat().filter(each => reaches(each, call));
  return (
    reaching.some(({ Effect }) => Effect === "Allow") && !reaching.some(({ Effect }) => Effect === "Deny")
  );
}

function reaches({ Principal, Action, Condition = {} }: Statement, call: ServiceCall): boolean {
  return (
    names(Principal, call.service) &&
    [Action ?? []].flat().some(pattern => matches(pattern.toLowerCase(), call.action.toLowerCase())) &&
    Object.values(Condition).every(keys =>
      Object.entries(keys).every(([key, value]) => holds(key, value, call)),
    )
  );
}

function names(principal: Statement["Principal"], service: string): boolean {
  if (typeof principal === "string") return principal === "*";
  const { AWS = [], Service = [] } = principal ?? {};
  return [Service].flat().includes(service) || [AWS].flat().includes("*");
}

function holds(key: string, value: string | string[], { sourceArn }: ServiceCall): boolean {
  const patterns = [value].flat();
  switch (key.toLowerCase()) {
    case "aws:sourcearn":
      return patterns.some(pattern => matches(pattern, sourceArn));
    case "aws:sourceaccount":
      return patterns.some(pattern => matches(pattern, sourceArn.split(":")[4] ?? ""));
    case "aws:sourceowner":
      return false; // the condition of a topic's first policy, for services other than these
    default:
      return true;
  }
}

/** `*` and `?` as in policies. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(text);
}
