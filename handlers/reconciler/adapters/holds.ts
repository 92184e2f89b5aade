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

  /** Notes that the login which this hold reported as compromised was replaced; any other hold stays as it is. */
  async complete(username: string, hold: Hold, at: Date): Promise<void> {
    try {
      await this.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: keyAttributes(holdKey(username)),
          UpdateExpression: "SET done_at = :done_at",
          ConditionExpression: "#kind = :kind AND #at = :at",
          ExpressionAttributeNames: { "#kind": "kind", "#at": "at" },
          ExpressionAttributeValues: {
            ":done_at": { S: at.toISOString() },
            ":kind": { S: hold.kind },
            ":at": { S: hold.at },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
