import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { clientConfig } from "../../../sandbox/shared/account";

/** A rule's item as the receiving system writes it; also with attributes of its own, or without some. */
export function ruleItem(pattern: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const at = "2026-01-15T10:00:00Z";
  return {
    PK: `ROUTE#${pattern}`,
    SK: "RULE#v1",
    entity_type: "ROUTE",
    recipient: pattern,
    enabled: true,
    actions: [{ type: "store" }],
    description: `Mail for ${pattern}`,
    created_at: at,
    updated_at: at,
    ...more,
  };
}

/** Forwards to these mailboxes, and stores the mail too. */
export function forwardsTo(...mailboxes: string[]): Record<string, unknown> {
  const forwards = mailboxes.map(target => ({ type: "forward-to-gmail", target }));
  return { actions: [...forwards, { type: "store" }] };
}

/** Writes and deletes rules as the receiving system's administrators do. */
export class RuleItems {
  private readonly dynamodb: DynamoDBClient;

  constructor(
    endpoint: string,
    private readonly table: string,
  ) {
    this.dynamodb = new DynamoDBClient(clientConfig(endpoint));
  }

  async put(pattern: string, more: Record<string, unknown> = {}): Promise<void> {
    await this.putItem(ruleItem(pattern, more));
  }

  async putItem(item: Record<string, unknown>): Promise<void> {
    await this.dynamodb.send(new PutItemCommand({ TableName: this.table, Item: marshall(item) }));
  }

  async remove(pattern: string): Promise<void> {
    const Key = marshall({ PK: `ROUTE#${pattern}`, SK: "RULE#v1" });
    await this.dynamodb.send(new DeleteItemCommand({ TableName: this.table, Key }));
  }

  close(): void {
    this.dynamodb.destroy();
  }
}
