import { follow, isGiven, valueAt } from "../resource/path";
import { referred } from "../resource/references";
import type { Properties, StackResource } from "../resource/resource";

/** Types that read from a source, and the input that names it. */
const READERS: Readonly<Record<string, string>> = {
  "aws:lambda/eventSourceMapping:EventSourceMapping": "eventSourceArn",
  "aws:pipes/pipe:Pipe": "source",
};

const SOURCE_TYPES: Readonly<Record<string, string>> = {
  "aws:sqs/queue:Queue": "sqs",
  "aws:dynamodb/table:Table": "dynamodb",
  "aws:kinesis/stream:Stream": "kinesis",
  "aws:msk/cluster:Cluster": "kafka",
  "aws:msk/serverlessCluster:ServerlessCluster": "kafka",
  "aws:mq/broker:Broker": "mq",
  "aws:docdb/cluster:Cluster": "docdb",
};

const SOURCE_SERVICES: Readonly<Record<string, string>> = {
  sqs: "sqs",
  dynamodb: "dynamodb",
  kinesis: "kinesis",
  kafka: "kafka",
  mq: "mq",
  rds: "docdb",
};

function readsFromSource(resource: StackResource): boolean {
  return resource.type in READERS;
}

/** The `$` facts in the catalog's conditions that only the whole stack shows. */
export function derivedFacts(resource: StackResource, all: readonly StackResource[]): Properties {
  if (readsFromSource(resource)) return { $source: sourceOf(resource, all) };
  return {};
}

/**
 * What a mapping reads from. Its ARN is unknown before the source is created, but Pulumi knows which resource it
 * comes from; otherwise the source is `unknown`, which the catalog forbids.
 */
export function sourceOf(resource: StackResource, all: readonly StackResource[]): string {
  if ("selfManagedEventSource" in resource.props) return "self-managed";
  const property = READERS[resource.type] ?? "";
  const arn = valueAt(resource.props, property);
  if (typeof arn === "string") return SOURCE_SERVICES[arn.split(":")[2] ?? ""] ?? "unknown";
  const kinds = referred(resource, property, all).flatMap(({ type }) => SOURCE_TYPES[type] ?? []);
  if (kinds.length === 1) return kinds[0] ?? "unknown";
  return filtersTableRecords(resource) ? "dynamodb" : "unknown";
}

/**
 * The stream of a table outside this stack, which only its mapping reveals: only stream mappings have a starting
 * position, and only DynamoDB records have a field of that name to filter by.
 */
function filtersTableRecords({ props }: StackResource): boolean {
  const patterns = follow(props, "filterCriteria.filters[].pattern").values;
  return (
    isGiven(props, "startingPosition") &&
    patterns.some(pattern => typeof pattern === "string" && /^\s*\{\s*"dynamodb"\s*:/.test(pattern))
  );
}
