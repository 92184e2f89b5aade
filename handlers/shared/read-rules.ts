import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { readRule, RULE_ATTRIBUTES, ruleKey } from "../../records/receiving-rules";
import { inParallel } from "./in-parallel";
import { itemValues } from "./item-values";
import { keyAttributes, projectionOf, readItems } from "./read-items";

/** A receiving rule, or what is wrong with it. */
export type FoundRule = ReturnType<typeof readRule>;

/** Read together. An item can have 400 KB, and DynamoDB answers with at most 16 MB: memory never holds more. */
const MAX_AT_ONCE = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_PARTITION_KEY_BYTES = 2_048;

/** Reads of single items at the same time. */
const CONCURRENT = 8;

const ATTRIBUTES = ["PK", "SK", ...RULE_ATTRIBUTES];

/**
 * Reads receiving rules consistently, whatever their items hold. Everything that needs a rule reads it here.
 *
 * @returns by pattern; patterns without a rule are absent
 * @throws AWS's error
 */
export async function readRules(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  patterns: readonly string[],
): Promise<Map<string, FoundRule>> {
  const found = new Map<string, FoundRule>();
  const possible = patterns.filter(
    pattern => Buffer.byteLength(ruleKey(pattern).PK) <= MAX_PARTITION_KEY_BYTES,
  );
  for (let start = 0; start < possible.length; start += MAX_AT_ONCE) {
    const part = possible.slice(start, start + MAX_AT_ONCE);
    const items = await readItems(dynamodb, table, part.map(ruleKey), ATTRIBUTES);
    await inParallel(part, CONCURRENT, async pattern => {
      const key = ruleKey(pattern);
      // Left out because the others were too large, or because DynamoDB throttles: then the client waits and tries again.
      const item = items.isUnprocessed(key)
        ? (
            await dynamodb.send(
              new GetItemCommand({
                TableName: table,
                Key: keyAttributes(key),
                ConsistentRead: true,
                ...projectionOf(ATTRIBUTES),
              }),
            )
          ).Item
        : items.get(key);
      if (item !== undefined) found.set(pattern, readRule(pattern, itemValues(item)));
    });
  }
  return found;
}
