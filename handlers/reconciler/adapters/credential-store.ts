import { isDeepStrictEqual } from "node:util";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CREDENTIAL_ENTITY_TYPE } from "../../../records/credential";
import { isRotationRequested } from "../../../records/rotation";
import { RULE_SENDERS_ATTRIBUTE } from "../../../records/rule-senders";
import type { Failure } from "../failures/catalogue";
import type { PreviousKey } from "../types";
import type { MailboxReader } from "../receiving-rules/mailbox-reader";
import { CREDENTIAL_ATTRIBUTES, GRACE_ATTRIBUTES } from "./our-attributes";
import { inProgress } from "./own-writes";
import { failureAttribute, grace, heldBy, rotatedFor, ruleSenders } from "./record-attributes";
import { afterChange, type Change, RecordTable } from "./record-table";
import type {
  Published,
  PublishedFailure,
  ReadRecord,
  Rotated,
  StoredCredential,
  Writer,
} from "./record-versions";

/** The credential records of the table. All their times are ISO 8601. Each write returns the record as it is now. */
export class CredentialStore {
  private readonly records: RecordTable;

  /** @param mailboxes what reads receiving rules; undefined if the stack does not use them */
  constructor(dynamodb: Pick<DynamoDBClient, "send">, table: string, mailboxes?: MailboxReader) {
    this.records = new RecordTable(dynamodb, table, mailboxes);
  }

  read(username: string): Promise<ReadRecord | undefined> {
    return this.records.read(username);
  }

  /**
   * Stores the secret of a new key. The status stays, because the login is not verified yet. Meanwhile the record says
   * which run wrote it; see {@link inProgress}.
   *
   * @throws RecordChanged
   */
  saveSecret(
    record: ReadRecord,
    credential: StoredCredential,
    writer: Writer,
    at: Date,
  ): Promise<ReadRecord> {
    const isFirst = record.attributes.created_at === undefined;
    const change: Change = {
      known: { ...record.asked, ...record.secret },
      set: {
        smtp_username: credential.smtpUsername,
        encrypted_password: credential.ciphertext,
        iam_user_name: credential.iamUserName,
        iam_user_arn: credential.iamUserArn,
        region: credential.region,
        smtp_host: credential.smtpHost,
        entity_type: CREDENTIAL_ENTITY_TYPE,
        updated_at: at.toISOString(),
        ...(!isFirst && { rotated_at: at.toISOString() }),
      },
      copy: rotatedFor(record),
      once: { created_at: at.toISOString() },
      remove: ["verified_status"],
    };
    const { attributes } = afterChange(record, change);
    const set = { ...change.set, in_progress: inProgress(attributes, writer) };
    return this.records.update(record, { ...change, set });
  }

  /**
   * Stores the same secret under another KMS key.
   *
   * @param applied the digest of the request that was carried out, which the new ciphertext changes; undefined if it
   *   was not carried out
   * @throws RecordChanged
   */
  saveCiphertext(
    record: ReadRecord,
    ciphertext: string,
    applied: string | undefined,
    at: Date,
  ): Promise<ReadRecord> {
    const changes = { encrypted_password: ciphertext, ...(applied !== undefined && { applied }) };
    return this.records.update(record, {
      known: record.secret,
      set: { ...changes, updated_at: at.toISOString() },
      remove: [],
    });
  }

  /**
   * Writes nothing if only the time would change: each write starts another run.
   * @throws RecordChanged if it asks for something else by now, or has another secret than the one verified
   */
  async publish(
    record: ReadRecord,
    published: Published,
    correlationId: string,
    at: Date,
  ): Promise<ReadRecord> {
    const { attributes } = record;
    const set = {
      status: published.status,
      verified_status: published.verified,
      applied: published.applied,
      ...grace(published.previous),
      ...heldBy(record),
      ...ruleSenders(record, published.rules),
    };
    const refuses = published.status === "disabled" && isRotationRequested(attributes);
    const gone = [
      ...(published.failure ? [] : ["failure"]),
      ...notIn(set, [...GRACE_ATTRIBUTES, RULE_SENDERS_ATTRIBUTE, "suspended", "in_progress"]),
    ];
    const same =
      Object.entries(set).every(([name, value]) => isDeepStrictEqual(attributes[name], value)) &&
      gone.every(name => attributes[name] === undefined) &&
      hasFailure(record, published.failure);
    if (same && !refuses) return record;
    return this.records.update(record, {
      known: { ...record.asked, ...record.secret },
      set: {
        ...set,
        updated_at: at.toISOString(),
        ...failureAttribute(published.failure, correlationId, at),
      },
      ...(refuses && { copy: rotatedFor(record) }),
      remove: gone,
    });
  }

  /**
   * Publishes a new password in place of a working one, in a single write, so that the record always shows one that
   * works.
   * @throws RecordChanged if it asks for something else by now, or has another secret
   */
  rotate(record: ReadRecord, rotated: Rotated, correlationId: string, at: Date): Promise<ReadRecord> {
    return this.records.update(record, {
      known: { ...record.asked, ...record.secret },
      set: {
        smtp_username: rotated.smtpUsername,
        encrypted_password: rotated.ciphertext,
        status: rotated.status,
        verified_status: rotated.verified,
        applied: rotated.applied,
        rotated_at: at.toISOString(),
        updated_at: at.toISOString(),
        ...grace(rotated.previous),
        ...ruleSenders(record, rotated.rules),
        ...failureAttribute(rotated.failure, correlationId, at),
      },
      copy: rotatedFor(record),
      remove: rotated.failure ? [] : ["failure"],
    });
  }

  /** Shows how long the previous login works, and removes that once it no longer does. @throws RecordChanged */
  async showPrevious(record: ReadRecord, previous: PreviousKey | undefined, at: Date): Promise<ReadRecord> {
    const set = grace(previous);
    if (GRACE_ATTRIBUTES.every(name => record.attributes[name] === (set as Record<string, string>)[name]))
      return record;
    return this.records.update(record, {
      known: record.secret,
      set: { ...set, updated_at: at.toISOString() },
      remove: notIn(set, GRACE_ATTRIBUTES),
    });
  }

  /**
   * Removes a compromised login from the record, once nothing of it is left in IAM. The request then starts over.
   * @throws RecordChanged
   */
  forgetLogin(record: ReadRecord, at: Date): Promise<ReadRecord> {
    const { compromised_at } = record.asked;
    return this.records.update(record, {
      known: { ...record.asked, ...record.secret },
      set: {
        updated_at: at.toISOString(),
        ...(record.attributes.status === "active" && { status: "pending" }),
      },
      ...(compromised_at && { copy: { compromised_for: compromised_at } }),
      remove: [...CREDENTIAL_ATTRIBUTES, ...GRACE_ATTRIBUTES, "in_progress"],
    });
  }

  /** Refuses the rotation of a failed record, and says so in its failure. @throws RecordChanged */
  refuseRotation(record: ReadRecord, refusal: string, at: Date): Promise<ReadRecord> {
    const failure = (record.attributes.failure ?? {}) as Record<string, string>;
    const message = (failure.message ?? "").replace(refusal, "") + refusal;
    return this.records.update(record, {
      known: record.asked,
      set: { failure: { ...failure, message }, updated_at: at.toISOString() },
      copy: rotatedFor(record),
      remove: [],
    });
  }

  /** Like {@link publish}: writes nothing if only the time would change. @throws RecordChanged */
  async publishFailure(
    record: ReadRecord,
    { failure, of, credential }: PublishedFailure,
    correlationId: string,
    at: Date,
  ): Promise<ReadRecord> {
    const { attributes } = record;
    const verified = attributes.verified_status;
    const held = heldBy(record);
    const refuses = isRotationRequested(attributes);
    const same =
      record.asked.status?.S === "failed" && // a retry reads what was asked in place of it
      isDeepStrictEqual((attributes.failure as { of?: unknown } | undefined)?.of, of) &&
      isDeepStrictEqual(attributes.suspended, held.suspended) &&
      (credential === "untouched" || verified === (credential === "suspended" ? "suspended" : undefined));
    if (same && hasFailure(record, failure) && !refuses) return record;
    return this.records.update(record, {
      known: record.asked,
      set: {
        status: "failed",
        failure: { ...failure, correlation_id: correlationId, at: at.toISOString(), of: { ...of } },
        updated_at: at.toISOString(),
        ...(credential === "suspended" ? { verified_status: "suspended" } : {}),
        ...held,
      },
      ...(refuses && credential !== "untouched" && { copy: rotatedFor(record) }),
      remove: [
        ...(credential === "removed" ? [...CREDENTIAL_ATTRIBUTES, ...GRACE_ATTRIBUTES] : []),
        ...(credential === "suspended" ? [RULE_SENDERS_ATTRIBUTE] : []),
        ...notIn(held, ["suspended", "in_progress"]),
      ],
    });
  }
}

function notIn(set: object, names: readonly string[]): string[] {
  return names.filter(name => !(name in set));
}

function hasFailure({ attributes }: ReadRecord, failure: Failure | undefined): boolean {
  const { code, message } = (attributes.failure ?? {}) as Partial<Failure>;
  return code === failure?.code && message === failure?.message;
}
