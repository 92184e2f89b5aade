import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import {
  domainOf,
  mailboxPartition,
  patternOfIndex,
  patternOfMailbox,
  readRule,
  type ReceivingRule,
  RULE_INDEX_PK,
  RULE_SCAN_PK,
  RULE_SCAN_SK,
  ruleIndexPrefix,
  ruleKey,
} from "../../../records/receiving-rules";
import { isWildcard } from "../../../records/rule-senders";
import { keyAttributes, readItems } from "../../shared/read-items";
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

  /** @param mailbox in any case @throws AWS's error */
  async read(mailbox: string): Promise<MailboxRules> {
    const patterns = await this.patterns(
      mailboxPartition(mailbox),
      "ROUTE#",
      MAX_RULES_OF_MAILBOX,
      patternOfMailbox,
    );
    if (patterns === undefined) return { mailbox, forwarding: undefined, ofDomain: new Map() };
    const forwarding = (await this.rules(patterns)).filter(
      ({ enabled, targets }) => enabled && targets.includes(mailbox),
    );
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

  /** The rules of these patterns that exist and can be read. */
  private async rules(patterns: readonly string[]): Promise<ReceivingRule[]> {
    if (patterns.length === 0) return [];
    const items = await readItems(this.dynamodb, this.table, patterns.map(ruleKey));
    const found = await Promise.all(
      patterns.map(async pattern => {
        const key = ruleKey(pattern);
        return items.isUnprocessed(key) ? this.get(key) : items.get(key);
      }),
    );
    return found.flatMap((item, index) => {
      const read = item && readRule(patterns[index] ?? "", unmarshall(item, { wrapNumbers: Number }));
      return read !== undefined && "rule" in read ? [read.rule] : [];
    });
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
