import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { ACCOUNT_ID } from "../account";
import { pollUntil } from "../poll";
import type { SandboxReport } from "../report";

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

/** A record takes a cold start, some seconds for the key to be accepted, and room for a busy machine. */
const CONVERGED_MS = 90_000;

/** What an administrator does, with DynamoDB and KMS alone. */
export class Administrator {
  private readonly dynamodb: DynamoDBClient;
  private readonly kms: KMSClient;

  /** @param patienceMs how long a record may take */
  constructor(
    private readonly sandbox: SandboxReport,
    private readonly patienceMs = CONVERGED_MS,
  ) {
    const client = {
      endpoint: sandbox.emulator,
      region: sandbox.region,
      credentials: { accessKeyId: ACCOUNT_ID, secretAccessKey: "administrator" },
    };
    this.dynamodb = new DynamoDBClient(client);
    this.kms = new KMSClient(client);
  }

  /** Writes a record over whatever is there, as the requirements show it: nothing but these attributes. */
  async put(username: string, attributes: Record<string, unknown>): Promise<void> {
    const Item = marshall({ PK: "SMTP_USER", SK: `USER#${username}`, ...attributes });
    await this.dynamodb.send(new PutItemCommand({ TableName: this.sandbox.tableName, Item }));
  }

  /** Changes attributes of a record and leaves the others. */
  async set(username: string, attributes: Record<string, unknown>): Promise<void> {
    const names = Object.keys(attributes);
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.sandbox.tableName,
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
    await this.dynamodb.send(
      new DeleteItemCommand({ TableName: this.sandbox.tableName, Key: recordKey(username) }),
    );
  }

  async read(username: string): Promise<CredentialRecord | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({
        TableName: this.sandbox.tableName,
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
          table: this.sandbox.tableName,
          username,
          smtp_username: record.smtp_username,
        },
      }),
    );
    return { user: record.smtp_username, password: Buffer.from(Plaintext ?? []).toString() };
  }

  /** By IAM's query API over plain HTTP. */
  async userExists(userName: string): Promise<boolean> {
    const answer = await fetch(this.sandbox.emulator, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT_ID}/20260101/${this.sandbox.region}/iam/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ Action: "GetUser", Version: "2010-05-08", UserName: userName }),
    });
    const body = await answer.text();
    if (answer.ok) return true;
    if (answer.status === 404 && body.includes("NoSuchEntity")) return false;
    throw new Error(`IAM GetUser answered ${answer.status}: ${body.slice(0, 200)}`);
  }

  async waitForNoUser(userName: string): Promise<void> {
    await pollUntil(`the removal of the IAM user ${userName}`, this.patienceMs, async () =>
      (await this.userExists(userName)) ? { yet: "it is there" } : { done: undefined },
    );
  }

  close(): void {
    this.dynamodb.destroy();
    this.kms.destroy();
  }
}

function recordKey(username: string) {
  return marshall({ PK: "SMTP_USER", SK: `USER#${username}` });
}
