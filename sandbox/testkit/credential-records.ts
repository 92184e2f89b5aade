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

/** A credential record, as far as an administrator reads it. */
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

/** Credential records as an administrator works with them, by DynamoDB and KMS alone: the sandbox's or those on AWS. */
export class CredentialRecords {
  private readonly dynamodb: DynamoDBClient;
  private readonly kms: KMSClient;

  /**
   * @param client where AWS is, and the credentials; what is left out is the environment's
   * @param patienceMs how long a record may take
   */
  constructor(
    client: Pick<DynamoDBClientConfig, "endpoint" | "region" | "credentials">,
    private readonly tableName: string,
    protected readonly patienceMs: number,
  ) {
    this.dynamodb = new DynamoDBClient(client);
    this.kms = new KMSClient(client);
  }

  /** Writes a record over whatever is there, as the requirements show it: nothing but these attributes. */
  async put(username: string, attributes: Record<string, unknown>): Promise<void> {
    const Item = marshall({ PK: "SMTP_USER", SK: `USER#${username}`, ...attributes });
    await this.dynamodb.send(new PutItemCommand({ TableName: this.tableName, Item }));
  }

  /** Changes attributes of a record and leaves the others. */
  async set(username: string, attributes: Record<string, unknown>): Promise<void> {
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

  /** @throws Error with the record as it is, where it does not come to be so */
  async waitFor(username: string, wanted: (record: CredentialRecord) => boolean): Promise<CredentialRecord> {
    return pollUntil(`the record of ${username}`, this.patienceMs, async () => {
      const record = await this.read(username);
      if (record !== undefined && wanted(record)) return { done: record };
      return { yet: `status ${record?.status ?? "(no record)"} ${record?.failure?.message ?? ""}` };
    });
  }

  /** The login, decrypted with the caller's own right to use the key. */
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
