import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import { patternOfIndex, readRule, RULE_INDEX_PK, ruleKey } from "../../../records/receiving-rules";
import { queryAll } from "../../shared/query-items";
import { readItems } from "../../shared/read-items";

interface Table {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
}

/** A rule that gives nothing because of how it is written. */
export interface UnreadableRule {
  pattern: string;
  problem: string;
}

/**
 * Compares the index with the rules that it knows: a change that the stream has lost shows here.
 *
 * @returns `changed`: the patterns to follow again
 */
export async function compareRules(
  ports: Table,
): Promise<{ changed: string[]; unreadable: UnreadableRule[] }> {
  const indexed = await queryAll(ports.dynamodb, ports.table, RULE_INDEX_PK, ["PK", "SK", "mailboxes"]);
  const known = indexed.flatMap(({ SK, mailboxes }) => {
    const pattern = patternOfIndex(SK?.S ?? "");
    return pattern === undefined ? [] : [{ pattern, mailboxes: mailboxes?.SS ?? [] }];
  });
  const rules = await readItems(
    ports.dynamodb,
    ports.table,
    known.map(({ pattern }) => ruleKey(pattern)),
  );
  const changed: string[] = [];
  const unreadable: UnreadableRule[] = [];
  for (const { pattern, mailboxes } of known) {
    const key = ruleKey(pattern);
    const item = rules.get(key);
    const read = item && readRule(pattern, unmarshall(item, { wrapNumbers: Number }));
    if (read !== undefined && "problem" in read) unreadable.push({ pattern, problem: read.problem });
    const targets = read !== undefined && "rule" in read ? read.rule.targets : [];
    const same = item !== undefined && [...mailboxes].sort().join("\n") === targets.join("\n");
    if (!same && !rules.isUnprocessed(key)) changed.push(pattern);
  }
  return { changed, unreadable };
}

/** The usernames whose records name one of these mailboxes, in lower case; or any mailbox, if none is given. */
export async function usernamesOf(ports: Table, mailboxes?: ReadonlySet<string>): Promise<string[]> {
  const records = await queryAll(ports.dynamodb, ports.table, CREDENTIAL_PK, ["PK", "SK", "mailbox"]);
  return records.flatMap(({ SK, mailbox }) => {
    const username = usernameOf(SK?.S ?? "");
    const named = mailbox?.S?.toLowerCase();
    if (username === undefined || named === undefined) return [];
    return mailboxes === undefined || mailboxes.has(named) ? [username] : [];
  });
}
