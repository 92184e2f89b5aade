import { createHash } from "node:crypto";
import { DeleteItemCommand, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { LONG_RULE_PK } from "../../../records/receiving-rules";
import { inParallel } from "../../shared/in-parallel";
import type { Log } from "../../shared/logging/logger";
import { keyAttributes } from "../../shared/read-items";
import { readRules } from "../../shared/read-rules";
import { brief } from "../../shared/words";

interface Ports {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  log: Pick<Log, "warn">;
}

const MAX_AT_ONCE = 8;

/**
 * Rules whose patterns are too long for an address: they give nothing, no mail reaches them, and the index has no room for
 * them. They are noted, so that the sweep can report them.
 *
 * @throws AWS's error
 */
export async function noteLongRules(
  patterns: readonly string[],
  correlationId: string,
  { dynamodb, table, log }: Ports,
): Promise<void> {
  const rules = await readRules(dynamodb, table, patterns);
  await inParallel(patterns, MAX_AT_ONCE, async pattern => {
    const found = rules.get(pattern);
    if (found === undefined) return forgetLongRule({ dynamodb, table }, pattern);
    const problem = "problem" in found ? found.problem : undefined;
    const fields = { correlation_id: correlationId, pattern: brief(pattern), problem };
    log.warn("a receiving rule gives nothing", fields);
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(pattern),
        UpdateExpression: "SET pattern = :pattern",
        ExpressionAttributeValues: { ":pattern": { S: pattern } },
      }),
    );
  });
}

/** The rule was removed. @throws AWS's error */
async function forgetLongRule(
  { dynamodb, table }: Pick<Ports, "dynamodb" | "table">,
  pattern: string,
): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: keyOf(pattern) }));
}

/** By a hash: a sort key has half the room of a partition key. */
function keyOf(pattern: string) {
  return keyAttributes({ PK: LONG_RULE_PK, SK: createHash("sha256").update(pattern).digest("hex") });
}
