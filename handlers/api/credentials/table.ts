import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type Update,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CHANGED_BY, CREDENTIAL_INPUTS, READABLE_ATTRIBUTES } from "../../../records/credential";
import { CREDENTIAL_PK, credentialKey, enabledKey, holdKey, usernameOf } from "../../../records/keys";
import { keyAttributes, projectionOf } from "../../shared/read-items";
import { UpdateExpression } from "../../reconciler/adapters/update-expression";
import type { Change, Item } from "./inputs";

/** A credential record as it was read. */
export interface StoredRecord {
  username: string;
  item: Item;
}

/** Who changed a record, as the record shows it. */
export interface ChangedBy {
  arn: string;
  /** ISO 8601. */
  at: string;
  /** The digest of what they asked for. */
  of: string;
  /** Of the request; the dispatcher continues with it. */
  correlationId: string;
}

/**
 * The credential records, within the limits of the API's role: it reads named attributes, writes the inputs of
 * credential records with UpdateItem, and deletes records and holds.
 */
export class CredentialTable {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    readonly name: string,
  ) {}

  /** @param more attributes beside those that describe a request and its outcome */
  async read(username: string, more: readonly string[] = []): Promise<StoredRecord | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({
        TableName: this.name,
        Key: keyAttributes(credentialKey(username)),
        ConsistentRead: true,
        ...projectionOf([...READABLE_ATTRIBUTES, ...more]),
      }),
    );
    return Item === undefined ? undefined : { username, item: Item };
  }

  /**
   * Records in the order of their usernames.
   *
   * @param after the username to continue after
   * @param limit of records read, at most 1 MB of them: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
   * @returns `last`: the username to continue after, undefined at the end
   */
  async page(after: string | undefined, limit: number): Promise<{ records: StoredRecord[]; last?: string }> {
    const { ProjectionExpression, ExpressionAttributeNames } = projectionOf(READABLE_ATTRIBUTES);
    const { Items = [], LastEvaluatedKey } = await this.dynamodb.send(
      new QueryCommand({
        TableName: this.name,
        KeyConditionExpression: "#PK = :pk AND begins_with(#SK, :user)",
        ExpressionAttributeValues: { ":pk": { S: CREDENTIAL_PK }, ":user": { S: credentialKey("").SK } },
        ProjectionExpression,
        ExpressionAttributeNames,
        Select: "SPECIFIC_ATTRIBUTES",
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: keyAttributes(credentialKey(after)) }),
      }),
    );
    const records = Items.flatMap(item => {
      const username = usernameOf(item.SK?.S ?? "");
      return username === undefined ? [] : [{ username, item }];
    });
    const last = usernameOf(LastEvaluatedKey?.SK?.S ?? "");
    return { records, ...(last === undefined ? {} : { last }) };
  }

  /**
   * Changes a record's inputs if they are still as they were read, or creates the record. A change that also writes or
   * lifts the login's hold does both or neither. Lifting it notes when, because mail that was sent before must not stop
   * the login again.
   *
   * @param known the record as it was read; undefined if it must not exist
   * @returns false if somebody else was faster
   */
  async change(username: string, known: Item | undefined, change: Change, by: ChangedBy): Promise<boolean> {
    const update = this.updateOf(username, known, change, by);
    const alone = () => this.isFirst(() => this.dynamodb.send(new UpdateItemCommand(update)));
    const withHold = (...hold: TransactWriteItem[]) =>
      this.isFirst(() =>
        this.dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: update }, ...hold] })),
      );
    const Key = keyAttributes(holdKey(username));
    if (change.liftsHold) {
      const noted = { TableName: this.name, Key: keyAttributes(enabledKey(username)), ...enabling(by) };
      return withHold({ Delete: { TableName: this.name, Key } }, { Update: noted });
    }
    if (change.compromisedAt === undefined) return alone();
    const hold = { kind: "compromised", reason: REPORTED, at: change.compromisedAt, by: by.arn };
    try {
      return await withHold({ Update: { TableName: this.name, Key, ...reporting(hold) } });
    } catch (error) {
      // Another hold stops the login already, and must outlive its replacement: the record alone has the report.
      if (error instanceof HoldExists) return alone();
      throw error;
    }
  }

  /** Deletes a record if its inputs are still as they were read. @returns false if somebody else was faster */
  async remove({ username, item }: StoredRecord): Promise<boolean> {
    const Key = keyAttributes(credentialKey(username));
    const command = new DeleteItemCommand({
      ...{ TableName: this.name, Key },
      ...condition(new UpdateExpression(), item),
    });
    return this.isFirst(() => this.dynamodb.send(command));
  }

  private updateOf(username: string, known: Item | undefined, { set, remove }: Change, by: ChangedBy) {
    const request = new UpdateExpression();
    const sets = Object.entries({ ...set, [CHANGED_BY]: changedByAttribute(by) }).map(
      ([name, value]) => `${request.name(name)} = ${request.value(value)}`,
    );
    const removes = remove.map(name => request.name(name));
    return {
      TableName: this.name,
      Key: keyAttributes(credentialKey(username)),
      UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
      ...condition(request, known),
    };
  }

  private async isFirst(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      if (!(error instanceof TransactionCanceledException)) throw error;
      const [record, hold, noted] = error.CancellationReasons ?? [];
      if (record !== undefined && isOvertaken(record)) return false;
      if (hold?.Code === "ConditionalCheckFailed") throw new HoldExists();
      if ([hold, noted].some(reason => reason !== undefined && isOvertaken(reason))) return false;
      throw error;
    }
  }
}

/** The login's hold is of another kind. */
class HoldExists extends Error {}

/** The reason of a hold, as people read it. */
const REPORTED = "its password was reported as stolen";

/** Notes who enabled a login and when, in place of the time before. */
function enabling({ arn, at }: ChangedBy): Omit<Update, "TableName" | "Key"> {
  return {
    UpdateExpression: "SET #at = :at, #by = :by",
    ExpressionAttributeNames: { "#at": "at", "#by": "by" },
    ExpressionAttributeValues: { ":at": { S: at }, ":by": { S: arn } },
  };
}

/** Writes a hold, in place of an earlier one of the same kind. */
function reporting(hold: Readonly<Record<string, string>>): Omit<Update, "TableName" | "Key"> {
  const names = Object.keys(hold);
  return {
    UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(", ")} REMOVE done_at`,
    ConditionExpression: "attribute_not_exists(PK) OR #kind = :kind",
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(hold).map(([name, value]) => [`:${name}`, { S: value }]),
    ),
  };
}

export function changedByAttribute({ arn, at, of, correlationId }: ChangedBy): AttributeValue {
  return { M: { arn: { S: arn }, at: { S: at }, of: { S: of }, correlation_id: { S: correlationId } } };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
function isOvertaken({ Code }: CancellationReason): boolean {
  return Code === "ConditionalCheckFailed" || Code === "TransactionConflict";
}

/**
 * Requires that the record's inputs are as they were read, or that there is no record (undefined). Also that nobody else
 * has changed them through the API: after two changes, of which the second was made by hand and restored what was read,
 * only `changed_by` shows the second one.
 */
function condition(request: UpdateExpression, known: Item | undefined) {
  const clauses =
    known === undefined
      ? [`attribute_not_exists(${request.name("PK")})`]
      : [
          `attribute_exists(${request.name("PK")})`,
          ...[...CREDENTIAL_INPUTS, CHANGED_BY].map(name => request.unchanged(name, known[name])),
        ];
  return {
    ConditionExpression: clauses.join(" AND "),
    ExpressionAttributeNames: request.names,
    ...(Object.keys(request.values).length > 0 ? { ExpressionAttributeValues: request.values } : {}),
  };
}
