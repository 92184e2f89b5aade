import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { holdKey } from "../../records/keys";
import { keyAttributes } from "./read-items";

/** Why a login is held, and by whom. */
export interface HoldRequest {
  /** A sentence for a person, without a period at its end. */
  reason: string;
  /** Where it can be looked up, such as an ARN. */
  evidence: string;
  by: string;
  at: Date;
}

/**
 * Suspends a login, unless a hold stops it already: that one stays. A hold whose compromise was handled stops nothing,
 * and is replaced.
 *
 * @returns whether the hold is new
 * @throws AWS's error
 */
export async function holdLogin(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  username: string,
  { at, ...request }: HoldRequest,
): Promise<boolean> {
  const values = { kind: "suspended", at: at.toISOString(), ...request };
  const names = Object.keys(values);
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyAttributes(holdKey(username)),
        UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(", ")} REMOVE done_at`,
        ConditionExpression: "attribute_not_exists(PK) OR attribute_exists(done_at)",
        ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, { S: value }]),
        ),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
