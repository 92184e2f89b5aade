import * as pulumi from "@pulumi/pulumi";
import { Invocation } from "@pulumi/aws/lambda";
import type { StreamEnablerEnvironment } from "../handlers/stream-enabler/environment";
import { ITEM_ATTRIBUTES } from "../records/email-events";
import type { ExistingTable } from "./existing/table";
import { handlerIn, LambdaFunction } from "./function";
import { enableStream } from "./grants/stream";
import { invokeWhile } from "./invoke-while";
import type { Settings } from "./settings";
import { type Store, TTL_ATTRIBUTE } from "./store";

/**
 * A table that this stack does not manage: it is read, and its stream is enabled if it has none. Nothing else of it
 * changes, and destroying the stack leaves it as it is.
 *
 * A function enables the stream, because Pulumi has no resource for the stream of a table that it does not own. The
 * function is always declared: if it depended on whether a stream is missing, the next preview would remove it.
 *
 * A stream that is disabled and enabled again has another ARN. What the table has now is therefore used, and the
 * function's answer only for a stream that it is about to enable.
 */
export function useExistingStore(table: ExistingTable, settings: Settings): Store {
  const existing = {
    tableName: pulumi.output(table.name),
    tableArn: pulumi.output(table.arn),
    ...(table.keyArn === undefined ? {} : { keyArn: table.keyArn }),
  };
  const enabler = new LambdaFunction("smtp-stream-enabler", {
    handler: handlerIn<StreamEnablerEnvironment>("stream-enabler"),
    description: "Enables the DynamoDB stream of the existing table, once per deployment that needs it",
    memoryMb: 256,
    timeoutSeconds: 120,
    uses: [enableStream(existing)],
    environment: {},
    settings,
  });
  const { triggers, options } = invokeWhile(table.streamArn === undefined, table.name);
  const enabled = new Invocation(
    "smtp-stream-enabler",
    { functionName: enabler.functionName, input: JSON.stringify({}), triggers },
    options,
  );
  const streamArn =
    table.streamArn === undefined
      ? enabled.result.apply(result => (JSON.parse(result) as { streamArn: string }).streamArn)
      : pulumi.output(table.streamArn);
  return { ...existing, streamArn, ...expiryOf(table), outputs: { tableName: existing.tableName } };
}

/**
 * The table's own TTL attribute, unless it has the name of an attribute that means something else in our items: DynamoDB
 * ignores one that is not a number of seconds
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html), so ours stays as it is.
 */
export function expiryOf({ ttlAttribute }: Pick<ExistingTable, "ttlAttribute">) {
  return ttlAttribute === undefined || ITEM_ATTRIBUTES.has(ttlAttribute)
    ? { ttlAttribute: TTL_ATTRIBUTE, removesExpired: false }
    : { ttlAttribute, removesExpired: true };
}
