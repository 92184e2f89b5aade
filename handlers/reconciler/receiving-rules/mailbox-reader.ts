import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  domainOf,
  mailboxPartition,
  patternOfIndex,
  patternOfMailbox,
  RULE_INDEX_PK,
  RULE_PREFIX,
  RULE_SCAN_PK,
  RULE_SCAN_SK,
  ruleIndexPrefix,
} from "../../../records/receiving-rules";
import { isWildcard } from "../../../records/rule-senders";
import { keyAttributes } from "../../shared/read-items";
import { readRules } from "../../shared/read-rules";
import { MAX_RULES_OF_DOMAIN, MAX_RULES_OF_MAILBOX, type MailboxRules } from "./mailbox-rules";

type Item = Record<string, AttributeValue>;

/**
 * Reads the rules that forward to a mailbox. Our index only says which rules to look at, and which exist: each rule that
 * counts is read itself, consistently, so that an index that lags can give nobody an address too many.
 */
export class MailboxReader {
  constructor(
    private readonly dynamodb: Pick<DynamoDBClient, "send">,
    private readonly table: string,
  ) {}

  /** @param mailbox in lower case @throws AWS's error */
  async read(mailbox: string): Promise<MailboxRules> {
    const patterns = await this.patterns(
      mailboxPartition(mailbox),
      RULE_PREFIX,
      MAX_RULES_OF_MAILBOX,
      patternOfMailbox,
    );
    if (patterns === undefined) return { mailbox, forwarding: undefined, ofDomain: new Map() };
    const found = await readRules(this.dynamodb, this.table, patterns);
    const forwarding = [...found.values()]
      .flatMap(each => ("rule" in each ? [each.rule] : []))
      .filter(({ enabled, targets }) => enabled && targets.includes(mailbox));
    const domains = [
      ...new Set(
        forwarding
          .map(({ pattern }) => pattern)
          .filter(isWildcard)
          .map(domainOf),
      ),
    ];
    const complete = domains.length > 0 && (await this.isComplete());
    const ofDomain = await Promise.all(
      domains.map(async domain => [domain, complete ? await this.ofDomain(domain) : "unread"] as const),
    );
    return { mailbox, forwarding, ofDomain: new Map(ofDomain) };
  }

  private async ofDomain(domain: string): Promise<string[] | "too many"> {
    const found = await this.patterns(
      RULE_INDEX_PK,
      ruleIndexPrefix(domain),
      MAX_RULES_OF_DOMAIN,
      patternOfIndex,
    );
    return found ?? "too many";
  }

  /** @returns in the order of the sort keys; undefined if there are more */
  private async patterns(
    PK: string,
    prefix: string,
    max: number,
    patternOf: (sk: string) => string | undefined,
  ): Promise<string[] | undefined> {
    const { Items = [], LastEvaluatedKey } = await this.dynamodb.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: "#PK = :pk AND begins_with(#SK, :prefix)",
        ExpressionAttributeNames: { "#PK": "PK", "#SK": "SK" },
        ExpressionAttributeValues: { ":pk": { S: PK }, ":prefix": { S: prefix } },
        ProjectionExpression: "#PK, #SK, gone",
        ConsistentRead: true,
        Limit: max + 1,
      }),
    );
    if (Items.length > max || (LastEvaluatedKey !== undefined && Items.length <= max)) return undefined;
    return Items.flatMap(({ SK, gone }) => (gone === undefined ? (patternOf(SK?.S ?? "") ?? []) : []));
  }

  /** Whether the whole table was searched for rules. */
  private async isComplete(): Promise<boolean> {
    const state = await this.get({ PK: RULE_SCAN_PK, SK: RULE_SCAN_SK });
    return state?.completed_at?.S !== undefined;
  }

  private async get(key: { PK: string; SK: string }): Promise<Item | undefined> {
    const command = { TableName: this.table, Key: keyAttributes(key), ConsistentRead: true };
    return (await this.dynamodb.send(new GetItemCommand(command))).Item;
  }
}
