import type { TraceDocument } from "../../../sandbox/traces/daemon";

/**
 * The calls in trace documents, each with the function that made it: `smtp-api: DynamoDB UpdateItem`, or
 * `smtp-webhook: remote sns.eu-central-1.amazonaws.com`.
 */
export function tracedCalls(documents: readonly TraceDocument[]): ReadonlySet<string> {
  const byId = new Map(documents.map(each => [each.id, each]));
  const calls = documents.flatMap(({ name, namespace, aws, parent_id }) => {
    if (namespace === undefined) return [];
    let parent = byId.get(parent_id ?? "");
    while (parent !== undefined && !parent.name.startsWith("smtp-"))
      parent = byId.get(parent.parent_id ?? "");
    const call = namespace === "aws" ? `${name} ${String(aws?.operation)}` : `remote ${name}`;
    return [`${parent?.name ?? "nobody"}: ${call}`];
  });
  return new Set(calls);
}
