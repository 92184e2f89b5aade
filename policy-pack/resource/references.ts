import { UNKNOWN } from "./plain";
import { valueAt } from "./path";
import type { StackResource } from "./resource";

/** The outputs other resources use to refer to one. */
const NAMING_OUTPUTS = ["arn", "id", "name", "url", "qualifiedArn", "invokeArn", "streamArn", "bucket"];

/** Types an ARN of a service can name, and where the name is in the part after the account. */
const BY_SERVICE: Readonly<Record<string, { types: readonly string[]; name: RegExp }>> = {
  lambda: {
    types: ["aws:lambda/function:Function"],
    name: /^function:([^:/]+)/,
  },
  sqs: { types: ["aws:sqs/queue:Queue"], name: /^([^:/]+)$/ },
  sns: { types: ["aws:sns/topic:Topic"], name: /^([^:/]+)(?::|$)/ },
  dynamodb: { types: ["aws:dynamodb/table:Table"], name: /^table\/([^/]+)/ },
  logs: { types: ["aws:cloudwatch/logGroup:LogGroup"], name: /^log-group:(.+?)(?::\*)?$/ },
  iam: {
    types: ["aws:iam/role:Role", "aws:iam/policy:Policy", "aws:iam/user:User"],
    name: /^(?:role|policy|user)\/(?:.*\/)?([^/]+)$/,
  },
  s3: { types: ["aws:s3/bucket:Bucket"], name: /^([^/]+)/ },
  states: { types: ["aws:sfn/stateMachine:StateMachine"], name: /^stateMachine:([^:]+)/ },
  scheduler: { types: ["aws:scheduler/schedule:Schedule"], name: /^schedule\/.*\/([^/]+)$/ },
};

/**
 * The resources of the stack an input refers to: those it was computed from, which Pulumi knows even if the
 * value is unknown, or otherwise those a known value names.
 *
 * @param path such as `destinationConfig.onFailure.destinationArn`; dependencies are recorded for its first step
 */
export function referred(
  resource: StackResource,
  path: string,
  all: readonly StackResource[],
): StackResource[] {
  const value = valueAt(resource.props, path);
  if (value === undefined) return [];
  const computedFrom = dependenciesAt(resource, path);
  if (value === UNKNOWN || typeof value !== "string") return [...computedFrom];
  const named = resourcesNamed(value, all).filter(other => other !== resource);
  if (value.startsWith("arn:") && named.length > 0) return named;
  // If a property has several dependencies, the value itself decides; resources of different types may share a name.
  const both = named.filter(other => computedFrom.includes(other));
  return both.length > 0 ? both : [...named, ...computedFrom];
}

export function dependenciesAt(resource: StackResource, path: string): readonly StackResource[] {
  return resource.propertyDependencies[path.split(/[.[]/)[0] ?? path] ?? [];
}

/** The resources a known value names: by an output, or by an ARN that somebody wrote out with the resource's name. */
export function resourcesNamed(value: string, all: readonly StackResource[]): readonly StackResource[] {
  const names = namesIn(all);
  const exact = names.get(value);
  if (exact !== undefined) return exact;
  const arn = innermostArn(value);
  const [, , service = "", , , ...rest] = arn.split(":");
  const kind = BY_SERVICE[service];
  const name = kind?.name.exec(rest.join(":"))?.[1];
  if (kind === undefined || name === undefined) return [];
  return (names.get(arn) ?? names.get(name) ?? []).filter(({ type }) => kind.types.includes(type));
}

/** API Gateway names a function by an ARN of its own that contains the function's. */
export function innermostArn(value: string): string {
  return /functions\/(arn:.+)\/invocations$/.exec(value)?.[1] ?? value;
}

/** By each value that names a resource; a stack is looked up once per resource. */
const INDEXES = new WeakMap<readonly StackResource[], ReadonlyMap<string, readonly StackResource[]>>();

function namesIn(all: readonly StackResource[]): ReadonlyMap<string, readonly StackResource[]> {
  const known = INDEXES.get(all);
  if (known !== undefined) return known;
  const index = new Map<string, StackResource[]>();
  for (const resource of all) {
    const values = new Set(
      NAMING_OUTPUTS.map(output => resource.props[output]).filter(value => typeof value === "string"),
    );
    for (const value of values) {
      const others = index.get(value);
      if (others === undefined) index.set(value, [resource]);
      else others.push(resource);
    }
  }
  INDEXES.set(all, index);
  return index;
}

export function ofType(resources: readonly StackResource[], ...types: readonly string[]): StackResource[] {
  return resources.filter(({ type }) => types.includes(type));
}
