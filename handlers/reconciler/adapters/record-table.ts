import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { credentialKey, holdKey, type ItemKey } from "../../../records/keys";
import { itemValues } from "../../shared/item-values";
import { keyAttributes } from "../../shared/read-items";
import { RecordChanged } from "../failures/errors";
import type { MailboxReader } from "../receiving-rules/mailbox-reader";
import { mailboxOf } from "../receiving-rules/of-record";
import { type Known, knownOf, type ReadRecord, toRecord } from "./record-versions";
import { toAttribute, UpdateExpression, type Written } from "./update-expression";

/** A conditional change of a record. */
export interface Change {
  /** The condition: these are unchanged. */
  known: Known;
  set: Readonly<Record<string, Written>>;
  /** Written exactly as they were read. */
  copy?: Known;
  /** Set only if the record has none. */
  once?: Readonly<Record<string, string>>;
  remove: readonly string[];
}

/** Reads a username's record and hold, and changes its record. */
export class RecordTable {
  /**
   * @param dynamodb gathers reads that come at the same time into one call; see batchReads
   * @param mailboxes what reads receiving rules; undefined if the stack does not use them
   */
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
    private readonly mailboxes?: MailboxReader,
  ) {}

  async read(username: string): Promise<ReadRecord | undefined> {
    const [record, hold] = await Promise.all(
      [credentialKey(username), holdKey(username)].map(key => this.get(key)),
    );
    if (record === undefined) return undefined;
    const mailbox = mailboxOf({ attributes: { mailbox: record.mailbox?.S } });
    const rules = mailbox === undefined ? undefined : await this.mailboxes?.read(mailbox);
    return toRecord(username, record, hold, rules);
  }

  private async get(key: ItemKey): Promise<Record<string, AttributeValue> | undefined> {
    const command = new GetItemCommand({
      TableName: this.table,
      Key: keyAttributes(key),
      ConsistentRead: true,
    });
    return (await this.dynamodb.send(command)).Item;
  }

  /** @returns the record as it is now @throws RecordChanged */
  async update(record: ReadRecord, change: Change): Promise<ReadRecord> {
    const request = new UpdateExpression();
    const written = writtenBy(change);
    const sets = [
      ...Object.entries(written).map(([name, value]) => `${request.name(name)} = ${request.value(value)}`),
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
          Key: keyAttributes(credentialKey(record.username)),
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
    return afterChange(record, change);
  }
}

/** The record after a change. */
export function afterChange(record: ReadRecord, change: Change): ReadRecord {
  const { once, remove } = change;
  const written = writtenBy(change);
  const gone = Object.fromEntries(remove.map(name => [name, undefined]));
  const { asked, secret } = knownOf({ ...record.asked, ...record.secret, ...gone, ...written });
  const values = { ...record.attributes, ...gone, ...itemValues(written) };
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return { ...record, attributes: { ...once, ...Object.fromEntries(present) }, asked, secret };
}

function writtenBy({ set, copy = {} }: Change): Record<string, AttributeValue> {
  const values = Object.entries(set).map(([name, value]) => [name, toAttribute(value)] as const);
  const copies = Object.entries(copy).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return Object.fromEntries([...values, ...copies]);
}
