import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Hold } from "../../../records/hold";
import { holdKey } from "../../../records/keys";
import { type HoldRequest, holdLogin } from "../../shared/hold-login";
import { keyAttributes } from "../../shared/read-items";

/** The holds that stop logins whatever their records say. Nothing here lifts one. */
export class Holds {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
  ) {}

  /** Suspends a login that no hold stops yet. */
  async suspend(username: string, request: HoldRequest): Promise<void> {
    await holdLogin(this.dynamodb, this.table, username, request);
  }

  /**
   * Notes that the login which this hold reported as compromised was removed; any other hold stays as it is. A hold that
   * a person wrote may have no time: then any report of a compromise is taken for it, as no new login exists yet.
   */
  async complete(username: string, hold: Hold, at: Date): Promise<void> {
    const isDated = hold.at !== "";
    try {
      await this.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: keyAttributes(holdKey(username)),
          UpdateExpression: "SET done_at = :done_at",
          ConditionExpression: isDated ? "#kind = :kind AND #at = :at" : "#kind = :kind",
          ExpressionAttributeNames: { "#kind": "kind", ...(isDated && { "#at": "at" }) },
          ExpressionAttributeValues: {
            ":done_at": { S: at.toISOString() },
            ":kind": { S: hold.kind },
            ...(isDated && { ":at": { S: hold.at } }),
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
