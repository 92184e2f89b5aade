import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { domainOf, readRule, ruleIndexKey, ruleKey } from "../../../records/receiving-rules";
import { type ManagerEvent, MAX_USERNAMES_PER_EVENT } from "../../shared/manager-event";
import { inParallel } from "../../shared/in-parallel";
import type { Log } from "../../shared/logging/logger";
import { readItems } from "../../shared/read-items";
import { RuleIndex, type Touched } from "./rule-index";

/** What following rules works with. All throw AWS's errors. */
export interface RulePorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  /** The usernames whose records name one of these mailboxes, in lower case. */
  usernamesOf(mailboxes: ReadonlySet<string>): Promise<string[]>;
  /** Invokes the manager. */
  send(event: ManagerEvent): Promise<void>;
  log: Pick<Log, "info">;
  /** Tokens of looks at rules; random unless a test says otherwise. */
  newToken?: () => string;
}

/** Rules whose index items are changed at the same time. */
const MAX_AT_ONCE = 16;

/** How often the same rules are followed when others follow them at the same time. */
const MAX_TURNS = 5;

/** A rule that was looked at. */
interface Looked extends Touched {
  pattern: string;
  exists: boolean;
  /** The mailboxes that it forwards to, enabled or not. */
  targets: readonly string[];
}

/**
 * Brings the index up to date with rules that changed, or may have, and has the manager look at every login that they
 * concern: those of the mailboxes that they forward to or did, and, because a rule takes its address away from the
 * `*@domain` of its domain, those of the mailboxes which that forwards to. The index knows the mailboxes before the manager
 * is invoked, and forgets them only after that: whatever fails, the same patterns can be followed again.
 *
 * @param patterns each once
 * @throws AWS's error
 */
export async function followRules(
  patterns: readonly string[],
  correlationId: string,
  ports: RulePorts,
): Promise<void> {
  let left = patterns;
  for (let turn = 0; left.length > 0; turn++) {
    if (turn === MAX_TURNS) throw new Error("Receiving rules are being followed by others: try again.");
    left = await followOnce(left, correlationId, ports);
  }
}

/** @returns the patterns that somebody else has looked at meanwhile */
async function followOnce(
  patterns: readonly string[],
  correlationId: string,
  ports: RulePorts,
): Promise<string[]> {
  const index = new RuleIndex(ports.dynamodb, ports.table, ports.newToken);
  const overtaken = new Set<string>();
  const unless = async (pattern: string, mine: Promise<boolean>) => {
    if (!(await mine)) overtaken.add(pattern);
  };
  const looked = await lookAt(patterns, index, correlationId, ports);
  await inParallel(looked, MAX_AT_ONCE, async ({ pattern, token, exists, mailboxes, targets }) => {
    if (!exists) return unless(pattern, index.noteGone(pattern, token));
    const missing = targets.filter(target => !mailboxes.includes(target));
    if (missing.length > 0) await unless(pattern, index.add(pattern, token, missing));
  });
  const concerned = new Set([
    ...looked.flatMap(({ mailboxes, targets }) => [...mailboxes, ...targets]),
    ...(await mailboxesOfWildcards(patterns, ports)),
  ]);
  const usernames = concerned.size === 0 ? [] : await ports.usernamesOf(concerned);
  for (let start = 0; start < usernames.length; start += MAX_USERNAMES_PER_EVENT) {
    const part = usernames.slice(start, start + MAX_USERNAMES_PER_EVENT);
    await ports.send({ usernames: part, cause: "receiving-rule", correlationId, retryCount: 0 });
  }
  ports.log.info("receiving rules", { correlation_id: correlationId, rules: looked.length, usernames });
  await inParallel(looked, MAX_AT_ONCE, async ({ pattern, token, mailboxes, exists, targets }) => {
    const known = exists ? [...new Set([...mailboxes, ...targets])] : mailboxes;
    if (overtaken.has(pattern) || (exists && known.length === targets.length)) return;
    await unless(pattern, index.remove(pattern, token, known, exists ? targets : undefined));
  });
  return [...overtaken];
}

async function lookAt(
  patterns: readonly string[],
  index: RuleIndex,
  correlationId: string,
  { dynamodb, table, log }: RulePorts,
): Promise<Looked[]> {
  const touched = new Map<string, Touched>();
  await inParallel(patterns, MAX_AT_ONCE, async pattern => {
    touched.set(pattern, await index.touch(pattern));
  });
  const items = await readItems(dynamodb, table, patterns.map(ruleKey));
  return patterns.map(pattern => {
    const key = ruleKey(pattern);
    if (items.isUnprocessed(key)) throw new Error("DynamoDB left receiving rules unread: it throttles.");
    const item = items.get(key);
    const read = item && readRule(pattern, unmarshall(item, { wrapNumbers: Number }));
    if (read !== undefined && "problem" in read)
      log.info("a receiving rule gives nothing", {
        correlation_id: correlationId,
        pattern,
        problem: read.problem,
      });
    const targets = read !== undefined && "rule" in read ? read.rule.targets : [];
    return { pattern, exists: item !== undefined, targets, ...touched.get(pattern)! };
  });
}

/** The mailboxes that the `*@domain` of these rules' domains forward to, as far as the index knows. */
async function mailboxesOfWildcards(
  patterns: readonly string[],
  { dynamodb, table }: RulePorts,
): Promise<string[]> {
  const domains = [...new Set(patterns.map(domainOf))].filter(domain => domain !== "");
  const keys = domains.map(domain => ruleIndexKey(`*@${domain}`));
  const items = await readItems(dynamodb, table, keys);
  return keys.flatMap(key => {
    if (items.isUnprocessed(key)) throw new Error("DynamoDB left receiving rules unread: it throttles.");
    return items.get(key)?.mailboxes?.SS ?? [];
  });
}
