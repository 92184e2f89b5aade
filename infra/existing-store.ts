import { getTableOutput } from "@pulumi/aws/dynamodb";
import { Invocation } from "@pulumi/aws/lambda";
import { createFunction } from "./callback";
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
  const tableArn = getTableOutput({ name: tableName }).arn;
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
