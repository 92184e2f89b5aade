import {
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { pollUntil } from "../shared/poll";

/** The attributes of a credential record that an administrator reads. */
export interface CredentialRecord {
  status: string;
  smtp_username?: string;
  encrypted_password?: string;
  iam_user_name?: string;
  smtp_host?: string;
  verified_status?: string;
  updated_at?: string;
  failure?: { code: string; message: string; correlation_id: string; at: string };
}

export interface Login {
  user: string;
  password: string;
}

/** Manages credential records through DynamoDB and KMS only, as an administrator does; in the sandbox or on AWS. */
export class CredentialRecords {
  private readonly dynamodb: DynamoDBClient;
  private readonly kms: KMSClient;

  /**
   * @param client endpoint, region and credentials; anything absent comes from the environment
   * @param timeoutMs how long to wait for a record to change
   */
  constructor(
    client: Pick<DynamoDBClientConfig, "endpoint" | "region" | "credentials">,
    private readonly tableName: string,
    protected readonly timeoutMs: number,
  ) {
    this.dynamodb = new DynamoDBClient(client);
    this.kms = new KMSClient(client);
  }

  /** Writes a record with these attributes only, replacing any existing one. */
  async put(username: string, attributes: Record<string, unknown>): Promise<void> {
    await this.putItem({ PK: "SMTP_USER", SK: `USER#${username}`, ...attributes });
  }

  /** Writes any item. */
  async putItem(item: Record<string, unknown>): Promise<void> {
    await this.dynamodb.send(new PutItemCommand({ TableName: this.tableName, Item: marshall(item) }));
  }

  /** Changes attributes of a record and keeps the others. */
  async update(username: string, attributes: Record<string, unknown>): Promise<void> {
    const names = Object.keys(attributes);
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.tableName,
        Key: recordKey(username),
        UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(", ")}`,
        ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        ),
      }),
    );
  }

  async remove(username: string): Promise<void> {
    await this.dynamodb.send(new DeleteItemCommand({ TableName: this.tableName, Key: recordKey(username) }));
  }

  async read(username: string): Promise<CredentialRecord | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: recordKey(username),
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? undefined : (unmarshall(Item) as CredentialRecord);
  }

  /** Waits until a record is as wanted. @throws Error with its current state, on timeout */
  async waitFor(username: string, wanted: (record: CredentialRecord) => boolean): Promise<CredentialRecord> {
    return pollUntil(`the record of ${username}`, this.timeoutMs, async () => {
      const record = await this.read(username);
      if (record !== undefined && wanted(record)) return { done: record };
      return { yet: `status ${record?.status ?? "(no record)"} ${record?.failure?.message ?? ""}` };
    });
  }

  /** The login, decrypted with the caller's own kms:Decrypt permission. */
  async login(username: string): Promise<Login> {
    const record = await this.read(username);
    if (!record?.smtp_username || !record.encrypted_password)
      throw new Error(`The record of ${username} has no login.`);
    const { Plaintext } = await this.kms.send(
      new DecryptCommand({
        CiphertextBlob: Buffer.from(record.encrypted_password, "base64"),
        EncryptionContext: {
          purpose: "smtp-password",
          table: this.tableName,
          username,
          smtp_username: record.smtp_username,
        },
      }),
    );
    return { user: record.smtp_username, password: Buffer.from(Plaintext ?? []).toString() };
  }

  close(): void {
    this.dynamodb.destroy();
    this.kms.destroy();
  }
}

function recordKey(username: string) {
  return marshall({ PK: "SMTP_USER", SK: `USER#${username}` });
}
