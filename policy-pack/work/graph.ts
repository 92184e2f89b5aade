import { isGiven } from "../resource/path";
import { ofType, referred } from "../resource/references";
import type { StackResource } from "../resource/resource";
import { ALIAS, FUNCTION, LOG_GROUP, QUEUE, TOPIC } from "./sources";

/** What each resource of a stack starts directly; built once per stack. */
type Edges = ReadonlyMap<StackResource, readonly StackResource[]>;

/** Who starts whom: the input that names the source, and the input that names the target. */
const LINKS: Readonly<Record<string, readonly { from: string; to: string }[]>> = {
  "aws:sns/topicSubscription:TopicSubscription": [{ from: "topic", to: "endpoint" }],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    { from: "eventSourceArn", to: "functionName" },
    { from: "functionName", to: "destinationConfig.onFailure.destinationArn" },
  ],
  "aws:pipes/pipe:Pipe": [{ from: "source", to: "target" }],
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": [{ from: "logGroup", to: "destinationArn" }],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    { from: "functionName", to: "destinationConfig.onFailure.destination" },
    { from: "functionName", to: "destinationConfig.onSuccess.destination" },
  ],
};

const NODES = [FUNCTION, ALIAS, QUEUE, TOPIC, LOG_GROUP];
const GRAPHS = new WeakMap<readonly StackResource[], Edges>();

/** Functions that start when these do: through aliases, topics with their subscriptions, and queues with their mappings. */
export function functionsStarted(
  starts: readonly StackResource[],
  all: readonly StackResource[],
): StackResource[] {
  const edges = graph(all);
  const seen = new Set<StackResource>();
  const open = [...starts];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    // What a function causes by failing or logging is not scheduled work.
    if (node.type !== FUNCTION) open.push(...(edges.get(node) ?? []));
  }
  return ofType([...seen], FUNCTION);
}

/** The way from a function back to itself, without the function; undefined if there is none. */
export function loopOf(fn: StackResource, all: readonly StackResource[]): StackResource[] | undefined {
  const edges = graph(all);
  const cameFrom = new Map<StackResource, StackResource>();
  const open = [fn];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of edges.get(node) ?? []) {
      if (next === fn) return way(node, fn, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      open.push(next);
    }
  }
  return undefined;
}

function way(
  last: StackResource,
  fn: StackResource,
  cameFrom: ReadonlyMap<StackResource, StackResource>,
): StackResource[] {
  const nodes: StackResource[] = [];
  for (
    let node: StackResource | undefined = last;
    node !== undefined && node !== fn;
    node = cameFrom.get(node)
  )
    nodes.unshift(node);
  return nodes;
}

function graph(all: readonly StackResource[]): Edges {
  const known = GRAPHS.get(all);
  if (known !== undefined) return known;
  const edges = new Map<StackResource, StackResource[]>();
  const add = (from: StackResource, to: readonly StackResource[]): void => {
    edges.set(from, [...(edges.get(from) ?? []), ...to]);
  };
  const nodes = (resource: StackResource, path: string): StackResource[] =>
    isGiven(resource.props, path) ? ofType(referred(resource, path, all), ...NODES) : [];
  for (const resource of all) {
    for (const { from, to } of LINKS[resource.type] ?? []) {
      const targets = nodes(resource, to);
      if (targets.length > 0) for (const source of nodes(resource, from)) add(source, targets);
    }
    if (resource.type === ALIAS) add(resource, nodes(resource, "functionName"));
    if (resource.type !== FUNCTION) continue;
    add(resource, nodes(resource, "deadLetterConfig.targetArn"));
    add(resource, ofType(nodes(resource, "loggingConfig.logGroup"), LOG_GROUP));
  }
  addDefaultLogs(all, add);
  GRAPHS.set(all, edges);
  return edges;
}

/** Without a log group of its own, a function logs to one that has its name. */
function addDefaultLogs(
  all: readonly StackResource[],
  add: (from: StackResource, to: readonly StackResource[]) => void,
): void {
  const groups = new Map(ofType(all, LOG_GROUP).map(group => [group.props["name"], group]));
  for (const fn of ofType(all, FUNCTION)) {
    const group = groups.get(`/aws/lambda/${String(fn.props["name"])}`);
    if (group !== undefined) add(fn, [group]);
  }
}
