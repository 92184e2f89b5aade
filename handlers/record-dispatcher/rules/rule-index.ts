import { randomUUID } from "node:crypto";
import {
  type AttributeValue,
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
 * what is missing, unconditionally; and removes only if the token is still there. So what was removed is what nobody has
 * looked at since, and whoever looks later adds again what is right: entries may be left over until the next look, but
 * none is ever missing. tests/support/rule-index-model checks this in every order of the calls.
 */
export class RuleIndex {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
  ) {}

  /** Call before the rule is read: it is in the index from here on, whether it exists or not. */
  async touch(pattern: string): Promise<Touched> {
    const token = randomUUID();
    const { Attributes } = await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: keyAttributes(ruleIndexKey(pattern)),
        UpdateExpression: "SET touched_by = :token",
        ExpressionAttributeValues: { ":token": { S: token } },
        ReturnValues: "ALL_NEW",
      }),
    );
    return { token, mailboxes: Attributes?.mailboxes?.SS ?? [] };
  }

  /** Adds the mailboxes that a rule forwards to. The rule's item comes last: a mailbox that it names has its own. */
  async add(pattern: string, mailboxes: readonly string[]): Promise<void> {
    await Promise.all(
      mailboxes.map(mailbox =>
        this.update(mailboxKey(mailbox, pattern), "SET pattern = :value", { S: pattern }),
      ),
    );
    await this.update(ruleIndexKey(pattern), "ADD mailboxes :value", { SS: [...mailboxes] });
  }

  /**
   * Removes mailboxes that a rule no longer forwards to, and the rule's item if there is no rule anymore. Does nothing if
   * somebody has looked at the rule since: they will do it.
   *
   * @param left what it forwards to; undefined if there is no rule
   */
  async remove(
    pattern: string,
    token: string,
    removed: readonly string[],
    left: readonly string[] | undefined,
  ): Promise<void> {
    const now = removed.slice(0, MAX_REMOVED_AT_ONCE);
    const later = removed.slice(MAX_REMOVED_AT_ONCE);
    const stays = left !== undefined || later.length > 0;
    const mailboxes = [...(left ?? []), ...later];
    const TransactItems: TransactWriteItem[] = [
      stays
        ? { Update: this.setMailboxes(pattern, token, mailboxes) }
        : { Delete: this.ifTouched(pattern, token) },
      ...now.map(mailbox => ({
        Delete: { TableName: this.table, Key: keyAttributes(mailboxKey(mailbox, pattern)) },
      })),
    ];
    try {
      await this.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    } catch (error) {
      if (error instanceof TransactionCanceledException && isOvertaken(error)) return;
      throw error;
    }
    if (later.length > 0) await this.remove(pattern, token, later, left);
  }

  private setMailboxes(pattern: string, token: string, mailboxes: readonly string[]) {
    const touched = this.ifTouched(pattern, token);
    if (mailboxes.length === 0) return { ...touched, UpdateExpression: "REMOVE mailboxes" };
    return {
      ...touched,
      UpdateExpression: "SET mailboxes = :mailboxes",
      ExpressionAttributeValues: {
        ...touched.ExpressionAttributeValues,
        ":mailboxes": { SS: [...mailboxes] },
      },
    };
  }

  private ifTouched(pattern: string, token: string) {
    return {
      TableName: this.table,
      Key: keyAttributes(ruleIndexKey(pattern)),
      ConditionExpression: "touched_by = :token",
      ExpressionAttributeValues: { ":token": { S: token } } as Record<string, AttributeValue>,
    };
  }

  private async update(
    key: { PK: string; SK: string },
    expression: string,
    value: AttributeValue,
  ): Promise<void> {
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: keyAttributes(key),
        UpdateExpression: expression,
        ExpressionAttributeValues: { ":value": value },
      }),
    );
  }
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
