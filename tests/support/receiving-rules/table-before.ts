import { DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { clientConfig } from "../../../sandbox/shared/account";
import { RuleItems } from "./rule-items";

/** Items of the receiving system that are no rules. */
export const OTHER_ITEMS: readonly Record<string, unknown>[] = [
  { PK: "CANARY#1769000000", SK: "TRACKING#v1", entity_type: "CANARY", status: "received" },
  { PK: "CONFIG#retention", SK: "SETTING#v1", entity_type: "CONFIG", days: 90 },
  { PK: "ROUTE#sales@company.com", SK: "STATS#v1", entity_type: "STATS", received: 7 },
];

/** Leaves a table as the receiving system does: a stream with images, rules, and items of its own. */
export async function leaveTable(
  endpoint: string,
  TableName: string,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  const dynamodb = new DynamoDBClient(clientConfig(endpoint));
  const rules = new RuleItems(endpoint, TableName);
  try {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;
    await dynamodb.send(new UpdateTableCommand({ TableName, StreamSpecification }));
    for (const item of [...items, ...OTHER_ITEMS]) await rules.putItem(item);
  } finally {
    rules.close();
    dynamodb.destroy();
  }
}
