import { isNamedArn, isPattern } from "../privilege/arn";
import { follow, isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { dependenciesAt, innermostArn, resourcesNamed } from "../resource/references";
import { label, type StackFinding, type StackResource, type StackRule } from "../resource/resource";
import { accountOfArn, ownAccounts } from "../scope/accounts";
import { patternIssue } from "./event-pattern";
import { isForwarding } from "./forwarding";
import { loopOf } from "./graph";
import { integrationIssues } from "./integrations";
import {
  ANNOUNCEMENTS,
  ANNOUNCING_TARGET,
  BYSTANDERS,
  FUNCTION,
  LOG_GROUP,
  PEOPLE_PROTOCOLS,
  SOURCES,
  STARTABLE,
} from "./sources";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const FILTER = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";

/**
 * Schedules, rules, triggers, subscriptions, and mappings start only functions, queues, and topics of the stack: their
 * cost is counted and their permissions are checked. Event patterns name their source, and nothing feeds itself.
 */
export const workTargets: StackRule = resources =>
  resources.flatMap(resource =>
    issues(resource, resources).map(issue => ({ resource, message: `${label(resource)}: ${issue}.` })),
  ) satisfies readonly StackFinding[];

function issues(resource: StackResource, all: readonly StackResource[]): string[] {
  const { type, props } = resource;
  if (type === FUNCTION)
    return [...targetIssues(resource, SOURCES[type] ?? [], all), ...loopIssues(resource, all)];
  if (type === RULE) return [patternIssue(valueAt(props, "eventPattern"), props["state"])].filter(isText);
  if (type === SUBSCRIPTION) return subscriptionIssues(resource, all);
  if (type === FILTER)
    return [...targetIssues(resource, SOURCES[type] ?? [], all), ...logIssues(resource, all)];
  return [
    ...targetIssues(resource, SOURCES[type] ?? [], all),
    ...announcementIssues(resource, ANNOUNCEMENTS[type] ?? [], all),
    ...integrationIssues(resource, arn => isOwnTarget(arn, resource, "", all)),
  ];
}

function targetIssues(
  resource: StackResource,
  paths: readonly string[],
  all: readonly StackResource[],
): string[] {
  return paths.flatMap(path => {
    if (!isGiven(resource.props, path)) return [];
    const { values, unknown } = follow(resource.props, path);
    const mayBeTopic = resource.type === ANNOUNCING_TARGET.type && path === ANNOUNCING_TARGET.path;
    const known = values
      .filter(isText)
      .filter(value => !isOwnTarget(value, resource, path, all))
      .filter(value => !(mayBeTopic && (isTopicOfAccount(value, all) || isForwarding(resource, value, all))));
    if (known[0] !== undefined)
      return [
        `${plainPath(path)} is ${known[0]}, which is not a function, queue, or topic of this stack; start one that the stack declares`,
      ];
    return unknown && !comesFromTarget(resource, path)
      ? [
          `${plainPath(path)} is not computed from a function, queue, or topic of this stack; start one that the stack declares`,
        ]
      : [];
  });
}

/** Whether a known value names something that may be started. */
function isOwnTarget(
  value: string,
  resource: StackResource,
  path: string,
  all: readonly StackResource[],
): boolean {
  const arn = innermostArn(value);
  const account = accountOfArn(arn);
  if (account !== undefined && !ownAccounts(all).accepts(account)) return false;
  if (resourcesNamed(value, all).some(({ type }) => STARTABLE.includes(type))) return true;
  // A resource whose own name is not known yet cannot be found by its ARN.
  return dependenciesAt(resource, path).some(
    other =>
      STARTABLE.includes(other.type) &&
      typeof other.props[arn.startsWith("arn:") ? "arn" : "name"] !== "string" &&
      isOfService(arn, other.type),
  );
}

/** Whether an unknown value can only be that of something that may be started. */
function comesFromTarget(resource: StackResource, path: string): boolean {
  const from = dependenciesAt(resource, path);
  return (
    from.some(({ type }) => STARTABLE.includes(type)) &&
    from.every(({ type }) => STARTABLE.includes(type) || BYSTANDERS.includes(type))
  );
}

function isOfService(arn: string, type: string): boolean {
  return !arn.startsWith("arn:") || arn.split(":")[2] === /^aws:(\w+)\//.exec(type)?.[1];
}

function subscriptionIssues(resource: StackResource, all: readonly StackResource[]): string[] {
  const protocol = valueAt(resource.props, "protocol");
  if (typeof protocol === "string" && PEOPLE_PROTOCOLS.includes(protocol)) return [];
  if (typeof protocol === "string" && !["lambda", "sqs"].includes(protocol))
    return [`sends to ${protocol}; subscribe a function, a queue, or an email address`];
  return targetIssues(resource, SOURCES[SUBSCRIPTION] ?? [], all);
}

function announcementIssues(
  resource: StackResource,
  paths: readonly string[],
  all: readonly StackResource[],
): string[] {
  return paths.flatMap(path =>
    follow(resource.props, path)
      .values.filter(isText)
      .filter(value => !isTopicOfAccount(value, all) && !isOwnTarget(value, resource, path, all))
      .map(value => `${plainPath(path)} starts ${value}; name a topic or a function of this stack`),
  );
}

function isTopicOfAccount(arn: string, all: readonly StackResource[]): boolean {
  const account = accountOfArn(arn);
  return (
    /^arn:aws[a-z-]*:sns:/.test(arn) &&
    isNamedArn(arn) &&
    !isPattern(arn) &&
    account !== undefined &&
    ownAccounts(all).accepts(account)
  );
}

function loopIssues(fn: StackResource, all: readonly StackResource[]): string[] {
  const way = loopOf(fn, all);
  if (way === undefined) return [];
  const what = way[0]?.type === LOG_GROUP ? "its own log" : "its own events";
  return [
    `is fed ${what}${way.length === 0 ? "" : ` through ${way.map(({ name }) => `"${name}"`).join(", ")}`}, so each run starts another; send them elsewhere`,
  ];
}

/** Whose log is filtered must be known, because a function's own would start it again. */
function logIssues(filter: StackResource, all: readonly StackResource[]): string[] {
  const group = valueAt(filter.props, "logGroup");
  const own =
    group === UNKNOWN
      ? dependenciesAt(filter, "logGroup")
      : [...resourcesNamed(String(group), all), ...dependenciesAt(filter, "logGroup")];
  return own.some(({ type }) => type === LOG_GROUP)
    ? []
    : ["reads a log group that is not part of this stack; name a LogGroup of the stack"];
}

function plainPath(path: string): string {
  return path.replaceAll("[]", "");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
