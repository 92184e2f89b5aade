import { sourceOf } from "../cost/derived";
import { isGiven, valueAt } from "../resource/path";
import { ofType, referred } from "../resource/references";
import { label, type StackFinding, type StackResource, type StackRule } from "../resource/resource";

const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

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

/** Who invokes each function, and which functions have a failure destination; found once for all functions. */
interface Invocations {
  readonly asynchronous: ReadonlyMap<StackResource, StackResource>;
  readonly synchronous: ReadonlySet<StackResource>;
  readonly withDestination: ReadonlySet<StackResource>;
}

/** An event a function fails to handle goes to a destination instead of being dropped after the retries. */
export const failurePath: StackRule = resources => {
  const invocations = invocationsIn(resources);
  return [
    ...ofType(resources, MAPPING).flatMap(mapping => mappingFindings(mapping, resources)),
    ...ofType(resources, FUNCTION).flatMap(fn => functionFindings(fn, invocations)),
  ];
};

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

function functionFindings(
  fn: StackResource,
  { asynchronous, synchronous, withDestination }: Invocations,
): StackFinding[] {
  if (isGiven(fn.props, "deadLetterConfig.targetArn") || withDestination.has(fn)) return [];
  const caller = asynchronous.get(fn);
  if (caller === undefined && synchronous.has(fn)) return [];
  const by = caller === undefined ? "an asynchronous caller" : label(caller);
  return [
    {
      resource: fn,
      message: `${label(fn)}: an event from ${by} that keeps failing is dropped; set deadLetterConfig, or a FunctionEventInvokeConfig with destinationConfig.onFailure (no idle cost).`,
    },
  ];
}

function invocationsIn(all: readonly StackResource[]): Invocations {
  const asynchronous = new Map<StackResource, StackResource>();
  const synchronous = new Set<StackResource>();
  const withDestination = new Set<StackResource>();
  for (const caller of all) {
    for (const fn of invoked(caller, ASYNCHRONOUS[caller.type], all))
      if (!asynchronous.has(fn)) asynchronous.set(fn, caller);
    for (const fn of invoked(caller, SYNCHRONOUS[caller.type], all)) synchronous.add(fn);
    if (caller.type === INVOKE_CONFIG && isGiven(caller.props, "destinationConfig.onFailure.destination"))
      for (const fn of invoked(caller, "functionName", all)) withDestination.add(fn);
  }
  return { asynchronous, synchronous, withDestination };
}

function invoked(
  caller: StackResource,
  path: string | undefined,
  all: readonly StackResource[],
): StackResource[] {
  return path === undefined || valueAt(caller.props, path) === undefined ? [] : referred(caller, path, all);
}
