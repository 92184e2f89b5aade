import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import {
  comparableMailbox,
  isIndexed,
  LONG_RULE_PK,
  patternOfIndex,
  RULE_INDEX_PK,
} from "../../../records/receiving-rules";
import { queryAll } from "../../shared/query-items";
import { type FoundRule, readRules } from "../../shared/read-rules";

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
  const known = new Map(
    indexed.flatMap(({ SK, mailboxes }) => {
      const pattern = patternOfIndex(SK?.S ?? "");
      return pattern === undefined ? [] : [[pattern, mailboxes?.SS ?? []]];
    }),
  );
  const noted = await queryAll(ports.dynamodb, ports.table, LONG_RULE_PK, ["PK", "SK", "pattern"]);
  const long = noted.flatMap(({ pattern }) => pattern?.S ?? []);
  const patterns = [...new Set([...known.keys(), ...long])];
  const rules = await readRules(ports.dynamodb, ports.table, patterns);
  const isSame = (pattern: string, found: FoundRule | undefined) => {
    if (found === undefined || !isIndexed(pattern)) return found !== undefined;
    const targets = "rule" in found ? found.rule.targets : [];
    return [...(known.get(pattern) ?? [])].sort().join("\n") === targets.join("\n");
  };
  return {
    changed: patterns.filter(pattern => !isSame(pattern, rules.get(pattern))),
    unreadable: [...rules].flatMap(([pattern, found]) =>
      "problem" in found ? [{ pattern, problem: found.problem }] : [],
    ),
  };
}

/** The usernames whose records name one of these mailboxes, in lower case; or any mailbox, if none is given. */
export async function usernamesOf(ports: Table, mailboxes?: ReadonlySet<string>): Promise<string[]> {
  const records = await queryAll(ports.dynamodb, ports.table, CREDENTIAL_PK, ["PK", "SK", "mailbox"]);
  return records.flatMap(({ SK, mailbox }) => {
    const username = usernameOf(SK?.S ?? "");
    if (username === undefined || mailbox?.S === undefined) return [];
    return mailboxes === undefined || mailboxes.has(comparableMailbox(mailbox.S)) ? [username] : [];
  });
}
