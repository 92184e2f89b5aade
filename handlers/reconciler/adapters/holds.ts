import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Hold } from "../../../records/hold";
import { holdKey } from "../../../records/keys";

/** The author of the manager's own holds. */
const BY = "smtp-credential-manager";

/** The holds that stop logins whatever their records say. Nothing here lifts one. */
export class Holds {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
  ) {}

  /** Puts a login on hold; an existing hold stays as it is. */
  async suspend(username: string, hold: { reason: string; evidence: string }, at: Date): Promise<void> {
    await this.update(
      username,
      "SET #kind = :kind, reason = :reason, evidence = :evidence, #at = :at, #by = :by",
      "attribute_not_exists(PK) OR attribute_exists(done_at)",
      {
        ":kind": "suspended",
        ":reason": hold.reason,
        ":evidence": hold.evidence,
        ":at": at.toISOString(),
        ":by": BY,
      },
      { "#kind": "kind", "#at": "at", "#by": "by" },
    );
  }

  /** Notes that the login which this hold reported as compromised was replaced; any other hold stays as it is. */
  async complete(username: string, hold: Hold, at: Date): Promise<void> {
    await this.update(
      username,
      "SET done_at = :done_at",
      "#kind = :kind AND #at = :at",
      { ":done_at": at.toISOString(), ":kind": hold.kind, ":at": hold.at },
      { "#kind": "kind", "#at": "at" },
    );
  }

  private async update(
    username: string,
    UpdateExpression: string,
    ConditionExpression: string,
    values: Readonly<Record<string, string>>,
    ExpressionAttributeNames: Record<string, string>,
  ): Promise<void> {
    const { PK, SK } = holdKey(username);
    try {
      await this.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { PK: { S: PK }, SK: { S: SK } },
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeNames,
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, { S: value }]),
          ),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
