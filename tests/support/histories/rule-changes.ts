import { marshall } from "@aws-sdk/util-dynamodb";
import { ruleKey } from "../../../records/receiving-rules";
import { forwardsTo, ruleItem } from "../receiving-rules/rule-items";
import type { Attributes, Stage } from "../reconciler/stage";

const JOHNS = "john@gmail.com";
const JANES = "jane@gmail.com";

/** The rules that administrators of the receiving system write. */
export const PATTERNS = ["a@company.com", "b@company.com", "*@company.com", "*@mail.company.com"] as const;

/** What they do to one rule. */
export const RULE_CHANGES = {
  "forward to john": forwardsTo(JOHNS),
  "forward to jane": forwardsTo(JANES.toUpperCase()),
  "forward to both": forwardsTo(JOHNS, JANES),
  "forward to nobody": forwardsTo(),
  "forward to john, disabled": { ...forwardsTo(JOHNS), enabled: false },
  "forward to john, without enabled": { ...forwardsTo(JOHNS), enabled: undefined },
  remove: undefined,
} satisfies Record<string, Attributes | undefined>;
export type RuleChange = keyof typeof RULE_CHANGES;

/** What administrators do about the mailbox of a record. */
export const MAILBOX_CHANGES = {
  "name john's mailbox": mailbox("John@gmail.com"),
  "name jane's mailbox": mailbox(JANES),
  "name no mailbox": mailbox(undefined),
  "put with john's mailbox only": (stage, username) =>
    stage.put(username, { status: "pending", mailbox: JOHNS }),
} satisfies Record<string, (stage: Stage, username: string) => void>;

function mailbox(address: string | undefined) {
  return (stage: Stage, username: string) => {
    if (stage.record(username)) stage.change(username, { mailbox: address });
  };
}

/** Writes a rule's item, or deletes it. */
export function changeRule({ model }: Stage, pattern: string, change: RuleChange): void {
  const attributes: Attributes | undefined = RULE_CHANGES[change];
  const { PK, SK } = ruleKey(pattern);
  if (attributes === undefined) model.dynamodb.delete(PK, SK);
  else model.dynamodb.put(marshall(ruleItem(pattern, attributes), { removeUndefinedValues: true }));
}
