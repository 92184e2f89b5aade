import * as pulumi from "@pulumi/pulumi";
import { getTable } from "@pulumi/aws/dynamodb";
import { Invocation } from "@pulumi/aws/lambda";
import { createFunction } from "./callback";
import { lookUp } from "./look-up";
import { NAMESPACE } from "./names";
import type { Settings } from "./settings";
import type { Store } from "./store";

/**
 * A table that somebody else manages: it is read, and its stream is enabled if it has none. Nothing else of it is
 * touched, and destroying the stack leaves it as it is.
 *
 * Enabled by invoking a function, for Pulumi has no resource for the stream of a table that it does not own. The
 * function is always declared: made only where a stream is missing, the next preview would remove it.
 */
export function useExistingStore(tableName: string, settings: Settings): Store {
  const tableArn = pulumi.output(arnOf(tableName));
  const enabler = createFunction(
    "smtp-stream-enabler",
    {
      handler: "stream-enabler",
      description:
        "Enables the DynamoDB stream of the existing table, once for each deployment that needs it",
      memoryMb: 256,
      timeoutSeconds: 120,
      environment: { TABLE_NAME: tableName },
      statements: [
        {
          Sid: "EnableStream",
          Effect: "Allow",
          Action: ["dynamodb:DescribeTable", "dynamodb:UpdateTable"],
          Resource: tableArn,
        },
      ],
    },
    settings,
  );
  const enabled = new Invocation("smtp-stream-enabler", {
    functionName: enabler.name,
    input: JSON.stringify({}),
    triggers: { tableName },
  });
  const streamArn = enabled.result.apply(result => (JSON.parse(result) as { streamArn: string }).streamArn);
  return { tableName: tableArn.apply(() => tableName), tableArn, streamArn };
}

/** @throws RunError where the table is not there, or has other keys: functions would fail at each record */
async function arnOf(tableName: string): Promise<string> {
  const remedy = "create it with the keys PK and SK, or leave the setting empty to have one made";
  const table = await lookUp(
    { setting: "tableName", value: tableName, remedy },
    getTable({ name: tableName }),
  );
  if (table.hashKey === "PK" && table.rangeKey === "SK") return table.arn;
  const keys = [table.hashKey, table.rangeKey].filter(Boolean).join(" and ");
  throw new pulumi.RunError(
    `${NAMESPACE}:tableName: "${tableName}" has the keys ${keys}: a table with PK and SK is needed`,
  );
}
