import { randomUUID } from "node:crypto";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { mailboxKey, ruleIndexKey } from "../../../records/receiving-rules";
import { keyAttributes } from "../../shared/read-items";

/** What one look at a rule knows of the index. */
export interface Touched {
  /** Names this look: whoever looks at the same rule later changes it. */
  token: string;
  /** The mailboxes that the index says the rule forwards to. */
  mailboxes: readonly string[];
}

/** How many mailboxes one transaction can remove; DynamoDB allows 100 items. */
const MAX_REMOVED_AT_ONCE = 90;

/**
 * Our index of receiving rules: an item for each rule, and one for each mailbox that a rule forwards to.
 *
 * It needs no lease. Whoever looks at a rule first leaves a token in its item, then reads the rule, then adds to the index
 * what is missing, unconditionally; and removes only if the token is still there. So no entry is ever missing: what is
 * removed is what nobody has looked at since, and whoever looks later adds again what is right. Who finds another token
 * looks again, because what it added may be out of date. tests/support/rule-index-model tries every order of the calls.
 */
export class RuleIndex {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
    private readonly newToken: () => string = randomUUID,
  ) {}

  /** Call before the rule is read: it is in the index from here on, whether it exists or not. */
  async touch(pattern: string): Promise<Touched> {
    const token = this.newToken();
    const { Attributes } = await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: keyAttributes(ruleIndexKey(pattern)),
        UpdateExpression: "SET touched_by = :token REMOVE gone",
        ExpressionAttributeValues: { ":token": { S: token } },
        ReturnValues: "ALL_NEW",
      }),
    );
    const { mailboxes } = Attributes ?? {};
    // Not written by us: nothing could be added to it.
    if (mailboxes !== undefined && mailboxes.SS === undefined)
      await this.update(ruleIndexKey(pattern), "SET touched_by = :value REMOVE mailboxes", { S: token });
    return { token, mailboxes: mailboxes?.SS ?? [] };
  }

  /**
   * Notes that there is no rule, so that a `*@domain` no longer leaves its address out. Its item stays until the manager was
   * invoked: it has the mailboxes.
   *
   * @returns false if somebody has looked at the rule since: then nothing was noted
   */
  async noteGone(pattern: string, token: string): Promise<boolean> {
    try {
      await this.dynamodb.send(
        new UpdateItemCommand({ ...this.ifTouched(pattern, token), UpdateExpression: "SET gone = :token" }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return false;
    }
  }

  /**
   * Adds the mailboxes that a rule forwards to. The rule's item comes last: a mailbox that it names has its own.
   *
   * @returns false if somebody has looked at the rule since
   */
  async add(pattern: string, token: string, mailboxes: readonly string[]): Promise<boolean> {
    await Promise.all(
      mailboxes.map(mailbox =>
        this.update(mailboxKey(mailbox, pattern), "SET pattern = :value", { S: pattern }),
      ),
    );
    const after = await this.update(ruleIndexKey(pattern), "ADD mailboxes :value", { SS: [...mailboxes] });
    return after?.touched_by?.S === token;
  }

  /**
   * Removes mailboxes that a rule no longer forwards to, and the rule's item if there is no rule anymore.
   *
   * @param known the mailboxes that the rule's item has
   * @param left what it forwards to; undefined if there is no rule
   * @returns false if somebody has looked at the rule since, or added to it: then nothing was removed
   */
  async remove(
    pattern: string,
    token: string,
    known: readonly string[],
    left: readonly string[] | undefined,
  ): Promise<boolean> {
    const removed = known.filter(mailbox => !left?.includes(mailbox));
    const now = removed.slice(0, MAX_REMOVED_AT_ONCE);
    const kept = known.filter(mailbox => !now.includes(mailbox));
    const condition = this.ifUnchanged(pattern, token, known);
    const TransactItems: TransactWriteItem[] = [
      left === undefined && kept.length === 0
        ? { Delete: condition }
        : { Update: withMailboxes(condition, kept) },
      ...now.map(mailbox => ({
        Delete: { TableName: this.table, Key: keyAttributes(mailboxKey(mailbox, pattern)) },
      })),
    ];
    try {
      await this.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    } catch (error) {
      if (error instanceof TransactionCanceledException && isOvertaken(error)) return false;
      throw error;
    }
    return now.length === removed.length || this.remove(pattern, token, kept, left);
  }

  private ifTouched(pattern: string, token: string) {
    return {
      TableName: this.table,
      Key: keyAttributes(ruleIndexKey(pattern)),
      ConditionExpression: "touched_by = :token",
      ExpressionAttributeValues: { ":token": { S: token } } as Record<string, AttributeValue>,
    };
  }

  private ifUnchanged(pattern: string, token: string, mailboxes: readonly string[]) {
    const touched = this.ifTouched(pattern, token);
    const known = mailboxes.length === 0 ? "attribute_not_exists(mailboxes)" : "mailboxes = :known";
    return {
      ...touched,
      ConditionExpression: `${touched.ConditionExpression} AND ${known}`,
      ExpressionAttributeValues: {
        ...touched.ExpressionAttributeValues,
        ...(mailboxes.length > 0 && { ":known": { SS: [...mailboxes] } }),
      },
    };
  }

  private async update(
    key: { PK: string; SK: string },
    expression: string,
    value: AttributeValue,
  ): Promise<Record<string, AttributeValue> | undefined> {
    const { Attributes } = await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: keyAttributes(key),
        UpdateExpression: expression,
        ExpressionAttributeValues: { ":value": value },
        ReturnValues: "ALL_NEW",
      }),
    );
    return Attributes;
  }
}

function withMailboxes<Condition extends { ExpressionAttributeValues: Record<string, AttributeValue> }>(
  condition: Condition,
  mailboxes: readonly string[],
) {
  if (mailboxes.length === 0) return { ...condition, UpdateExpression: "REMOVE mailboxes" };
  const values = { ...condition.ExpressionAttributeValues, ":mailboxes": { SS: [...mailboxes] } };
  return {
    ...condition,
    UpdateExpression: "SET mailboxes = :mailboxes",
    ExpressionAttributeValues: values,
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
function isOvertaken({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  const codes = CancellationReasons.map(({ Code }) => Code).filter(
    code => code !== undefined && code !== "None",
  );
  return (
    codes.length > 0 &&
    codes.every(code => code === "ConditionalCheckFailed" || code === "TransactionConflict")
  );
}
