import { isObject, valueAt } from "../resource/path";
import { ofType, referred } from "../resource/references";
import type { StackResource } from "../resource/resource";
import { accountOfArn, ownAccounts } from "../scope/accounts";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

/**
 * Events that AWS sends in one region only, whatever region they are about, and so few that forwarding them costs
 * nothing: those of AWS Health (https://docs.aws.amazon.com/health/latest/ug/choosing-a-region.html).
 */
const IN_ONE_REGION: readonly string[] = ["aws.health"];

const DEFAULT_BUS = /^arn:aws[a-z-]*:events:([a-z0-9-]+):\d{12}:event-bus\/default$/;

/**
 * Whether a rule in another region forwards such events to the account's default bus. EventBridge sends an event
 * that came from another bus to no third one, so this cannot become a loop
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html).
 */
export function isForwarding(target: StackResource, arn: string, all: readonly StackResource[]): boolean {
  const busRegion = DEFAULT_BUS.exec(arn)?.[1];
  const account = accountOfArn(arn);
  const region = valueAt(target.props, "region");
  if (target.type !== TARGET || busRegion === undefined || account === undefined) return false;
  if (!ownAccounts(all).accepts(account) || typeof region !== "string" || region === busRegion) return false;
  const rules = ofType(referred(target, "rule", all), RULE);
  return rules.length > 0 && rules.every(rule => sources(rule).every(isInOneRegion) && isIn(rule, region));
}

function isIn(rule: StackResource, region: string): boolean {
  return valueAt(rule.props, "region") === region;
}

function isInOneRegion(source: unknown): boolean {
  return typeof source === "string" && IN_ONE_REGION.includes(source);
}

/** The sources in a rule's pattern; [undefined] if it names none. */
function sources({ props }: StackResource): unknown[] {
  const pattern = valueAt(props, "eventPattern");
  const parsed: unknown = typeof pattern === "string" ? parse(pattern) : pattern;
  const named = isObject(parsed) ? parsed["source"] : undefined;
  return Array.isArray(named) && named.length > 0 ? (named as unknown[]) : [undefined];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // reported as a pattern that cannot be parsed
  }
}
