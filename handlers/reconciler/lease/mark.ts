import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { ifHolds, IS_HELD, isHeldValues, type LeasePorts, leaseKey } from "./item";

/**
 * Marks the lease that another run holds: the holder sees it when it renews or releases, and reads the record again.
 * `dirty` only ever grows, so the SDK's own retry of a mark does no harm and no mark is ever taken back.
 *
 * @param wroteToIam this run has changed IAM without the lease: the holder must not trust what IAM shows for a while
 * @returns when the lease ends unless its holder renews it, in milliseconds since 1970; undefined if nobody holds it
 */
export async function markLease(
  { dynamodb, table, clock }: LeasePorts,
  username: string,
  wroteToIam: boolean,
): Promise<number | undefined> {
  const now = clock.now();
  const marked = await ifHolds(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: leaseKey(username),
        UpdateExpression: `${wroteToIam ? "SET changed_at = :changed_at " : ""}ADD dirty :one`,
        ConditionExpression: IS_HELD,
        ExpressionAttributeValues: {
          ":one": { N: "1" },
          ...(wroteToIam ? { ":changed_at": { N: String(now) } } : {}),
          ...isHeldValues(now),
        },
        ReturnValues: "ALL_NEW",
      }),
    ),
  );
  return marked && Number(marked.Attributes?.expires_at?.N) * 1000;
}
