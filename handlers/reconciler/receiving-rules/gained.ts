import {
  isWildcard,
  readRuleSenders,
  RULE_SENDERS_ATTRIBUTE,
  ruleAllows,
  type RuleSenders,
} from "../../../records/rule-senders";
import type { RecordAttributes } from "../types";

/**
 * What a login gains by these rules over those that its record shows, for people to be told: rules that are new, and
 * addresses that a `*@domain` no longer leaves out. What was gained before is kept while it is in effect, so that nobody
 * misses it if the run that gained it dies before it tells.
 */
export function gainedSenders(record: RecordAttributes, rules: RuleSenders): string[] {
  const before = readRuleSenders(record[RULE_SENDERS_ATTRIBUTE]);
  const isNew = rules.senders.filter(sender => !(before?.senders ?? []).includes(sender));
  const opened = (before?.except ?? []).filter(
    pattern => !pattern.includes("+*@") && !rules.except.includes(pattern) && keepsWildcard(before, rules),
  );
  const domain = rules.senders.find(isWildcard)?.slice(1) ?? "";
  const gained = [...isNew, ...opened.map(pattern => pattern.replace(/@\*$/, domain))];
  return gained.length > 0 ? gained : gainedBefore(record).filter(sender => isInEffect(sender, rules));
}

/** What the record says was gained last. */
export function gainedBefore(record: RecordAttributes): string[] {
  const { gained } = (record[RULE_SENDERS_ATTRIBUTE] ?? {}) as { gained?: unknown };
  return Array.isArray(gained) ? gained.filter(sender => typeof sender === "string") : [];
}

/** The same `*@domain` leave out less; with others, the patterns that they leave out are written in another way. */
function keepsWildcard(before: RuleSenders | undefined, now: RuleSenders): boolean {
  const wildcards = (senders: readonly string[] = []) => senders.filter(isWildcard).join();
  const kept = wildcards(now.senders);
  return kept !== "" && kept === wildcards(before?.senders);
}

function isInEffect(sender: string, rules: RuleSenders): boolean {
  return rules.senders.includes(sender) || ruleAllows(rules, sender);
}
