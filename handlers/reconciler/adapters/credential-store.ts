import { isDeepStrictEqual } from "node:util";
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { CREDENTIAL_ENTITY_TYPE } from "../../../records/credential";
import { credentialKey } from "../../../records/keys";
import type { Failure } from "../failures/catalogue";
import { RecordChanged } from "../failures/errors";
import { CREDENTIAL_ATTRIBUTES } from "./our-attributes";
import { inProgress } from "./own-writes";
import {
  type Known,
  type Published,
  type PublishedFailure,
  type ReadRecord,
  type StoredCredential,
  toRecord,
  type Writer,
} from "./record-versions";
import { toAttribute, UpdateExpression, type Written } from "./update-expression";

/** The credential records of the table. All their times are ISO 8601. */
export class CredentialStore {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
  ) {}

  async read(username: string): Promise<ReadRecord | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({ TableName: this.table, Key: recordKey(username), ConsistentRead: true }),
    );
    return Item && toRecord(username, Item);
  }

  /**
   * Stores the secret of a new key. The status stays, because the login is not verified yet. Meanwhile the record says
   * who wrote it; see {@link inProgress}.
   *
   * @returns the record as it is now
   * @throws RecordChanged
   */
  async saveSecret(
    record: ReadRecord,
    credential: StoredCredential,
    writer: Writer,
    at: Date,
  ): Promise<ReadRecord> {
    const { smtpUsername, ciphertext } = credential;
    const set = {
      smtp_username: smtpUsername,
      encrypted_password: ciphertext,
      iam_user_name: credential.iamUserName,
      iam_user_arn: credential.iamUserArn,
      region: credential.region,
      smtp_host: credential.smtpHost,
      entity_type: CREDENTIAL_ENTITY_TYPE,
      updated_at: at.toISOString(),
    };
    const once = { created_at: at.toISOString() };
    const attributes = { ...once, ...record.attributes, verified_status: undefined, ...set };
    await this.update(record, {
      known: { ...record.asked, ...record.secret },
      set: { ...set, in_progress: inProgress(attributes, writer) },
      once,
      remove: ["verified_status"],
    });
    return {
      ...record,
      attributes,
      secret: { smtp_username: { S: smtpUsername }, encrypted_password: { S: ciphertext } },
    };
  }

  /**
   * Stores the same secret under another KMS key.
   *
   * @param applied the digest of what was carried out, which the new ciphertext changes; undefined if it was not
   * @returns the record as it is now
   * @throws RecordChanged
   */
  async saveCiphertext(
    record: ReadRecord,
    ciphertext: string,
    applied: string | undefined,
    at: Date,
  ): Promise<ReadRecord> {
    const changes = { encrypted_password: ciphertext, ...(applied !== undefined && { applied }) };
    await this.update(record, {
      known: record.secret,
      set: { ...changes, updated_at: at.toISOString() },
      remove: [],
    });
    return {
      ...record,
      attributes: { ...record.attributes, ...changes },
      secret: { ...record.secret, encrypted_password: { S: ciphertext } },
    };
  }

  /**
   * Writes nothing if only the time would change: each write starts another run.
   *
   * @returns the record as it is now
   * @throws RecordChanged if it asks for something else by now, or has another secret than the one verified
   */
  async publish(
    record: ReadRecord,
    published: Published,
    correlationId: string,
    at: Date,
  ): Promise<ReadRecord> {
    const { status, verified, applied, failure } = published;
    const { attributes } = record;
    const same =
      attributes.status === status &&
      attributes.verified_status === verified &&
      attributes.applied === applied;
    if (same && hasFailure(record, failure)) return record;
    await this.update(record, {
      known: { ...record.asked, ...record.secret },
      set: {
        status,
        verified_status: verified,
        applied,
        updated_at: at.toISOString(),
        ...(failure && { failure: { ...failure, correlation_id: correlationId, at: at.toISOString() } }),
      },
      remove: ["in_progress", ...(failure ? [] : ["failure"])],
    });
    return {
      ...record,
      attributes: { ...attributes, status, verified_status: verified, applied, failure },
      asked: { ...record.asked, status: { S: status } },
    };
  }

  /** Like {@link publish}: writes nothing if only the time would change. @throws RecordChanged */
  async publishFailure(
    record: ReadRecord,
    { failure, of, credential }: PublishedFailure,
    correlationId: string,
    at: Date,
  ): Promise<void> {
    const { attributes } = record;
    const verified = attributes.verified_status;
    const same =
      attributes.status === "failed" &&
      isDeepStrictEqual((attributes.failure as { of?: unknown } | undefined)?.of, of) &&
      (credential === "untouched" || verified === (credential === "suspended" ? "suspended" : undefined));
    if (same && hasFailure(record, failure)) return;
    await this.update(record, {
      known: record.asked,
      set: {
        status: "failed",
        failure: { ...failure, correlation_id: correlationId, at: at.toISOString(), of: { ...of } },
        updated_at: at.toISOString(),
        ...(credential === "suspended" ? { verified_status: "suspended" } : {}),
      },
      remove: ["in_progress", ...(credential === "removed" ? CREDENTIAL_ATTRIBUTES : [])],
    });
  }

  private async update(record: ReadRecord, change: Change): Promise<void> {
    const request = new UpdateExpression();
    const sets = [
      ...Object.entries(change.set).map(
        ([name, value]) => `${request.name(name)} = ${request.value(toAttribute(value))}`,
      ),
      ...Object.entries(change.once ?? {}).map(
        ([name, value]) =>
          `${request.name(name)} = if_not_exists(${request.name(name)}, ${request.value(toAttribute(value))})`,
      ),
    ];
    const removes = change.remove.map(name => request.name(name));
    const condition = [
      "attribute_exists(PK)",
      ...Object.entries(change.known).map(([name, value]) => request.unchanged(name, value)),
    ];
    try {
      await this.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: recordKey(record.username),
          UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
          ConditionExpression: condition.join(" AND "),
          ExpressionAttributeNames: request.names,
          ...(Object.keys(request.values).length > 0 ? { ExpressionAttributeValues: request.values } : {}),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new RecordChanged(record.username);
    }
  }
}

interface Change {
  /** Must be unchanged. */
  known: Known;
  set: Record<string, Written>;
  /** Set only if the record has none. */
  once?: Record<string, string>;
  remove: readonly string[];
}

function hasFailure({ attributes }: ReadRecord, failure: Failure | undefined): boolean {
  const { code, message } = (attributes.failure ?? {}) as Partial<Failure>;
  return code === failure?.code && message === failure?.message;
}

function recordKey(username: string): Record<string, AttributeValue> {
  const { PK, SK } = credentialKey(username);
  return { PK: { S: PK }, SK: { S: SK } };
}
