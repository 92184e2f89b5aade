import { sourceOf } from "../cost/derived";
import { isGiven, valueAt } from "../resource/path";
import { ofType, referred } from "../resource/references";
import { label, type StackFinding, type StackResource, type StackRule } from "../resource/resource";

const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** Types that invoke a function asynchronously, and the input that names the function. */
const ASYNCHRONOUS: Readonly<Record<string, string>> = {
  "aws:sns/topicSubscription:TopicSubscription": "endpoint",
  "aws:cloudwatch/eventTarget:EventTarget": "arn",
  "aws:scheduler/schedule:Schedule": "target.arn",
};

/** Types that wait: the caller sees a failure. */
const SYNCHRONOUS: Readonly<Record<string, string>> = {
  "aws:apigatewayv2/integration:Integration": "integrationUri",
  "aws:apigateway/integration:Integration": "uri",
  "aws:lambda/functionUrl:FunctionUrl": "functionName",
  "aws:lambda/invocation:Invocation": "functionName",
  [MAPPING]: "functionName",
};

/** An event a function fails to handle goes to a destination instead of being dropped after the retries. */
export const failurePath: StackRule = resources => [
  ...ofType(resources, MAPPING).flatMap(mapping => mappingFindings(mapping, resources)),
  ...ofType(resources, FUNCTION).flatMap(fn => functionFindings(fn, resources)),
];

function mappingFindings(mapping: StackResource, all: readonly StackResource[]): StackFinding[] {
  if (sourceOf(mapping, all) === "sqs") return []; // the queue keeps failed messages, subject to its redrive policy
  if (isGiven(mapping.props, "destinationConfig.onFailure.destinationArn")) return [];
  return [
    {
      resource: mapping,
      message: `${label(mapping)}: a record that keeps failing is dropped; set destinationConfig.onFailure to a topic or queue (no idle cost).`,
    },
  ];
}

function functionFindings(fn: StackResource, all: readonly StackResource[]): StackFinding[] {
  if (isGiven(fn.props, "deadLetterConfig.targetArn") || hasOnFailure(fn, all)) return [];
  const callers = (table: Readonly<Record<string, string>>) =>
    all
      .filter(({ type }) => type in table)
      .filter(caller => calls(caller, table[caller.type] ?? "", fn, all));
  const asynchronous = callers(ASYNCHRONOUS);
  if (asynchronous.length === 0 && callers(SYNCHRONOUS).length > 0) return [];
  const by = asynchronous[0] === undefined ? "an asynchronous caller" : label(asynchronous[0]);
  return [
    {
      resource: fn,
      message: `${label(fn)}: an event from ${by} that keeps failing is dropped; set deadLetterConfig, or a FunctionEventInvokeConfig with destinationConfig.onFailure (no idle cost).`,
    },
  ];
}

function hasOnFailure(fn: StackResource, all: readonly StackResource[]): boolean {
  return ofType(all, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").some(
    config =>
      calls(config, "functionName", fn, all) &&
      isGiven(config.props, "destinationConfig.onFailure.destination"),
  );
}

function calls(
  caller: StackResource,
  path: string,
  fn: StackResource,
  all: readonly StackResource[],
): boolean {
  return valueAt(caller.props, path) !== undefined && referred(caller, path, all).includes(fn);
}
