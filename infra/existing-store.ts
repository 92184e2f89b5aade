import * as pulumi from "@pulumi/pulumi";
import { getTable } from "@pulumi/aws/dynamodb";
import { Invocation } from "@pulumi/aws/lambda";
import type { StreamEnablerEnvironment } from "../handlers/stream-enabler/environment";
import { handlerIn, LambdaFunction } from "./function";
import { enableStream } from "./grants/stream";
import type { Settings } from "./settings";
import { invalidSettings, lookUp, settingKey } from "./settings/issue";
import type { Store } from "./store";

/**
 * A table that this stack does not manage: it is read, and its stream is enabled if it has none. Nothing else of it
 * changes, and destroying the stack leaves it as it is.
 *
 * A function enables the stream, because Pulumi has no resource for the stream of a table that it does not own. The
 * function is always declared: if it depended on whether a stream is missing, the next preview would remove it.
 */
export function useExistingStore(tableName: string, settings: Settings): Store {
  const tableArn = pulumi.output(tableArnOf(tableName));
  const enabler = new LambdaFunction("smtp-stream-enabler", {
    handler: handlerIn<StreamEnablerEnvironment>("stream-enabler"),
    description: "Enables the DynamoDB stream of the existing table, once per deployment that needs it",
    memoryMb: 256,
    timeoutSeconds: 120,
    uses: [enableStream(tableName, tableArn)],
    environment: {},
    settings,
  });
  const enabled = new Invocation("smtp-stream-enabler", {
    functionName: enabler.functionName,
    input: JSON.stringify({}),
    triggers: { tableName },
  });
  const streamArn = enabled.result.apply(result => (JSON.parse(result) as { streamArn: string }).streamArn);
  const readableName = tableArn.apply(() => tableName);
  return { tableName: readableName, tableArn, streamArn, outputs: { tableName: readableName } };
}

/** @throws RunError if the table does not exist, or has other keys: every record would fail */
async function tableArnOf(tableName: string): Promise<string> {
  const remedy = "create it with the keys PK and SK, or leave the setting empty to create one";
  const table = await lookUp(
    { setting: "tableName", value: tableName, remedy },
    getTable({ name: tableName }),
  );
  if (table.hashKey === "PK" && table.rangeKey === "SK") return table.arn;
  const keys = [table.hashKey, table.rangeKey].filter(Boolean).join(" and ");
  throw invalidSettings([
    {
      key: settingKey("tableName"),
      problem: `"${tableName}" has the key ${keys}`,
      remedy: "use a table with the keys PK and SK",
    },
  ]);
}
