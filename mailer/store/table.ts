import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { CONFIG_PK, configKey } from "../../records/keys";
import type { Changes } from "./migration";
import type { ConfigRecord } from "./record";

/** The record was changed by someone else between reading and writing. */
export class RecordChanged extends Error {
  override readonly name = "RecordChanged";
}

/** The configurations in the single table. */
export class ConfigTable {
  private readonly documents: DynamoDBDocumentClient;

  constructor(
    client: DynamoDBClient,
    readonly name: string,
  ) {
    this.documents = DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    });
  }

  async get(config: string): Promise<ConfigRecord | undefined> {
    return this.item(configKey(config));
  }

  async item(Key: { PK: string; SK: string }): Promise<ConfigRecord | undefined> {
    const { Item } = await this.documents.send(
      new GetCommand({ TableName: this.name, Key, ConsistentRead: true }),
    );
    return Item;
  }

  async list(): Promise<ConfigRecord[]> {
    const records: ConfigRecord[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.documents.send(
        new QueryCommand({
          TableName: this.name,
          KeyConditionExpression: "PK = :pk",
          ExpressionAttributeValues: { ":pk": CONFIG_PK },
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      records.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return records;
  }

  /**
   * Writes these attributes only: attributes unknown to this version stay.
   *
   * @param seen the record as it was read; undefined: it did not exist
   * @throws RecordChanged
   */
  async update(
    config: string,
    { set, remove }: Changes,
    seen: ConfigRecord | undefined,
    now: Date,
  ): Promise<void> {
    const values = { ...set, updated_at: now.toISOString() };
    const names = [...Object.keys(values), ...remove];
    const place = new Map(names.map((name, index) => [name, index]));
    const sets = Object.keys(values).map(name => `#n${place.get(name)} = :v${place.get(name)}`);
    const removes = remove.map(name => `#n${place.get(name)}`);
    const expected = seen?.updated_at;
    const command = new UpdateCommand({
      TableName: this.name,
      Key: configKey(config),
      UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
      ConditionExpression: seen ? unchanged(seen) : "attribute_not_exists(PK)",
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#n${place.get(name)}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:v${place.get(name)}`, value])),
        ...(expected !== undefined && { ":seen": expected }),
      },
    });
    await ifUnchanged(config, () => this.documents.send(command));
  }

  /** @param seen the record as it was read @throws RecordChanged */
  async remove(config: string, seen: ConfigRecord): Promise<void> {
    const command = new DeleteCommand({
      TableName: this.name,
      Key: configKey(config),
      ConditionExpression: unchanged(seen),
      ...(seen.updated_at !== undefined && { ExpressionAttributeValues: { ":seen": seen.updated_at } }),
    });
    await ifUnchanged(config, () => this.documents.send(command));
  }
}

/** The record still exists as it was read; `:seen` is its `updated_at`, if it has one. */
function unchanged({ updated_at: seen }: ConfigRecord): string {
  return `attribute_exists(PK) AND ${seen === undefined ? "attribute_not_exists(updated_at)" : "updated_at = :seen"}`;
}

async function ifUnchanged(config: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new RecordChanged(
      `The configuration "${config}" was changed by someone else: review it and retry.`,
    );
  }
}
