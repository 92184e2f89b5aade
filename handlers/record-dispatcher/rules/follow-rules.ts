import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { domainOf, isIndexed, ruleIndexKey } from "../../../records/receiving-rules";
import { inEvents, type ManagerEvent } from "../../shared/manager-event";
import { inParallel } from "../../shared/in-parallel";
import type { Log } from "../../shared/logging/logger";
import { readItems } from "../../shared/read-items";
import { readRules } from "../../shared/read-rules";
import { noteLongRules } from "./long-rules";
import { isRejected } from "./rejected";
import { RuleIndex, type Touched } from "./rule-index";

/** What following rules works with. All throw AWS's errors. */
export interface RulePorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  /** The usernames whose records name one of these mailboxes, in lower case. */
  usernamesOf(mailboxes: ReadonlySet<string>): Promise<string[]>;
  /** Invokes the manager. */
  send(event: ManagerEvent): Promise<void>;
  log: Pick<Log, "info" | "warn" | "error">;
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
 * A rule that DynamoDB rejects, whatever is in its item, is logged and stands in the way of no other.
 *
 * @param patterns each once
 * @throws AWS's error, if another attempt may help
 */
export async function followRules(
  patterns: readonly string[],
  correlationId: string,
  ports: RulePorts,
): Promise<void> {
  const long = patterns.filter(pattern => !isIndexed(pattern));
  if (long.length > 0) await noteLongRules(long, correlationId, ports);
  let left = patterns.filter(isIndexed);
  for (let turn = 0; left.length > 0; turn++) {
    if (turn === MAX_TURNS) throw new Error("Receiving rules are being followed by others: try again.");
    left = await followOnce(left, correlationId, ports);
  }
}

/** Has the manager look at logins whose receiving rules may have changed. @throws AWS's error */
export async function invokeFor(
  usernames: readonly string[],
  correlationId: string,
  { send }: Pick<RulePorts, "send">,
): Promise<void> {
  for (const part of inEvents(usernames.map(username => ({ username })))) {
    const names = part.map(({ username }) => username);
    await send({ usernames: names, cause: "receiving-rule", correlationId, retryCount: 0 });
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
  const rejected = new Set<string>();
  const forEach = async <Rule extends { pattern: string }>(
    rules: readonly Rule[],
    work: (rule: Rule) => Promise<boolean>,
  ) => {
    await inParallel(rules, MAX_AT_ONCE, async rule => {
      const { pattern } = rule;
      if (rejected.has(pattern)) return;
      try {
        if (!(await work(rule))) overtaken.add(pattern);
      } catch (error) {
        if (!isRejected(error)) throw error;
        rejected.add(pattern);
        const fields = { correlation_id: correlationId, pattern, error };
        ports.log.error("a receiving rule cannot be processed", fields);
      }
    });
  };
  const touched = new Map<string, Touched>();
  await forEach(
    patterns.map(pattern => ({ pattern })),
    async ({ pattern }) => {
      touched.set(pattern, await index.touch(pattern));
      return true;
    },
  );
  const looked = await lookAt(touched, correlationId, ports);
  await forEach(looked, async ({ pattern, token, exists, mailboxes, targets }) => {
    if (!exists) return index.noteGone(pattern, token);
    const missing = targets.filter(target => !mailboxes.includes(target));
    return missing.length === 0 || index.add(pattern, token, missing);
  });
  const concerned = new Set([
    ...looked.flatMap(({ mailboxes, targets }) => [...mailboxes, ...targets]),
    ...(await mailboxesOfWildcards(patterns, ports)),
  ]);
  const usernames = concerned.size === 0 ? [] : await ports.usernamesOf(concerned);
  await invokeFor(usernames, correlationId, ports);
  ports.log.info("receiving rules", { correlation_id: correlationId, rules: looked.length, usernames });
  await forEach(looked, async ({ pattern, token, mailboxes, exists, targets }) => {
    const known = exists ? [...new Set([...mailboxes, ...targets])] : mailboxes;
    if (overtaken.has(pattern) || (exists && known.length === targets.length)) return true;
    return index.remove(pattern, token, known, exists ? targets : undefined);
  });
  return [...overtaken].filter(pattern => !rejected.has(pattern));
}

async function lookAt(
  touched: ReadonlyMap<string, Touched>,
  correlationId: string,
  { dynamodb, table, log }: RulePorts,
): Promise<Looked[]> {
  const rules = await readRules(dynamodb, table, [...touched.keys()]);
  return [...touched].map(([pattern, each]) => {
    const found = rules.get(pattern);
    if (found !== undefined && "problem" in found)
      log.warn("a receiving rule gives nothing", {
        correlation_id: correlationId,
        pattern,
        problem: found.problem,
      });
    const targets = found !== undefined && "rule" in found ? found.rule.targets : [];
    return { pattern, exists: found !== undefined, targets, ...each };
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
