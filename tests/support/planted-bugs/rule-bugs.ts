import { bug, bugIn, type PlantedBug } from "./planted-bug";

const rules = bugIn("record-dispatcher/rules");
const senders = bugIn("reconciler/receiving-rules");

/** Mistakes in what receiving rules let logins send from. */
export const RULE_BUGS: readonly PlantedBug[] = [
  senders(
    "a rule that is disabled gives its address",
    "mailbox-reader",
    "enabled && targets.includes(mailbox))",
    "targets.includes(mailbox) || enabled === undefined)",
  ),
  senders(
    "a domain's rule gives addresses that have rules of their own",
    "senders",
    "  return [...new Set(found)].sort();",
    "  return [...new Set(found)].sort().slice(found.length);",
  ),
  rules(
    "a login is not looked at when its mailbox's rule is given to somebody else",
    "follow-rules",
    "    ...looked.flatMap(({ mailboxes, targets }) => [...mailboxes, ...targets]),",
    "    ...looked.flatMap(({ targets }) => [...targets]),",
  ),
  bug(
    "a new login does not say what its rules do not give",
    "plan/enable",
    `      { kind: "saveSecret" },
      ...verifyAndPublish("active", leftOut),`,
    `      { kind: "saveSecret" },
      ...verifyAndPublish("active"),`,
  ),
];
