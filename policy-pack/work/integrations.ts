import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import type { StackResource } from "../resource/resource";

/** Actions of other services an API may call by itself; all of them start no more than a queue or topic. */
const SUBTYPES = ["SQS-SendMessage"];

/** What an API's integrations may start: functions of the stack, and an address outside AWS as a proxy. */
export function integrationIssues(resource: StackResource, isOwn: (arn: string) => boolean): string[] {
  const { type, props } = resource;
  if (type === "aws:apigatewayv2/integration:Integration") return httpIssues(resource, isOwn);
  if (type === "aws:apigateway/integration:Integration") {
    const kind = valueAt(props, "type");
    return kind === "AWS" || kind === "AWS_PROXY" ? uriIssues(valueAt(props, "uri"), isOwn) : [];
  }
  return [];
}

function httpIssues({ props }: StackResource, isOwn: (arn: string) => boolean): string[] {
  const subtype = valueAt(props, "integrationSubtype");
  if (isGiven(props, "integrationSubtype") && subtype !== UNKNOWN && !SUBTYPES.includes(String(subtype)))
    return [`starts ${String(subtype)} without a function; integrate a function of this stack`];
  const kind = valueAt(props, "integrationType");
  if (kind !== "AWS_PROXY" && kind !== "AWS") return [];
  return isGiven(props, "integrationSubtype") ? [] : uriIssues(valueAt(props, "integrationUri"), isOwn);
}

function uriIssues(uri: unknown, isOwn: (arn: string) => boolean): string[] {
  if (typeof uri !== "string" || isOwn(uri)) return [];
  if (/^arn:aws[a-z-]*:apigateway:[a-z0-9-]+:(sqs:path\/|sns:action\/Publish)/.test(uri)) return [];
  return [`integrates ${uri}, which is not a function of this stack; integrate one that the stack declares`];
}
