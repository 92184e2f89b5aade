/** The parts of an ARN; `rest` is everything after the account. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly rest: string;
}

/** Services whose ARNs have no region, and those whose ARNs have no account (AWS service authorization reference). */
const WITHOUT_REGION = ["iam", "sts", "s3", "cloudfront", "route53", "organizations"];
const WITHOUT_ACCOUNT = ["s3", "apigateway"];
/** Services whose ARNs begin with a name instead of a resource type. */
const WITHOUT_TYPE = ["sqs", "sns", "s3", "execute-api"];

/** The beginning of names that belong to AWS or to everybody in the account. */
const SHARED_PREFIX =
  /^\/?(aws\/vendedlogs\/|aws\/[\w-]+\/|aws\/|aws-service-role\/|service-role\/|default\/)/;
/** A name of at least three characters that ends at a delimiter, so that the pattern matches only what is below it. */
const OWN_PREFIX = /\w[\w.@+=-]{2,}([/:._-]|[/:].*[/:._-])$/;

export function parseArn(text: string): Arn | undefined {
  const [prefix, partition = "", service = "", region = "", account = "", ...rest] = text.split(":");
  return prefix === "arn" && rest.length > 0
    ? { partition, service, region, account, rest: rest.join(":") }
    : undefined;
}

/** Wildcards and policy variables, which stand for anything. */
export function isPattern(text: string): boolean {
  return /[*?]|\$\{/.test(text);
}

/**
 * Whether an ARN names something of ours: partition, service, region, and account written out, and the name either
 * exact or a pattern below a name (`user/ses-smtp/*`, `function:name:*`; not `table/*`, `*-name`, or `ab*`).
 *
 * @param anyRegion accept `*` as the region
 */
export function isNamedArn(text: string, { anyRegion = false } = {}): boolean {
  const arn = parseArn(text);
  if (arn === undefined || !/^aws(-[a-z]+)*$/.test(arn.partition) || !/^[a-z0-9-]+$/.test(arn.service))
    return false;
  const { service, region, account, rest } = arn;
  const hasRegion = /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || (anyRegion && region === "*");
  if (!hasRegion && !(region === "" && isGlobal(service, rest))) return false;
  if (!/^\d{12}$/.test(account) && !(account === "" && WITHOUT_ACCOUNT.includes(service))) return false;
  return rest !== "" && (!isPattern(rest) || OWN_PREFIX.test(literalPrefix(service, rest)));
}

/** CloudWatch's alarms belong to a region, its dashboards do not. */
function isGlobal(service: string, rest: string): boolean {
  return WITHOUT_REGION.includes(service) || (service === "cloudwatch" && rest.startsWith("dashboard/"));
}

/** The name up to its first wildcard, without the resource type and without what belongs to everybody. */
function literalPrefix(service: string, rest: string): string {
  const name = WITHOUT_TYPE.includes(service) ? rest : rest.replace(/^[a-z][A-Za-z-]*[/:]/, "");
  return (name.split(/[*?]|\$\{/)[0] ?? "").replace(SHARED_PREFIX, "");
}
