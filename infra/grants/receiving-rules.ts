import type { PolicyStatement } from "@pulumi/aws/iam";
import {
  LONG_RULE_PK,
  MAILBOX_PREFIX,
  RULE_INDEX_PK,
  RULE_PREFIX,
  RULE_SCAN_PK,
} from "../../records/receiving-rules";
import type { Foundation } from "../foundation";
import type { Grant } from "./grant";
import { tableKey } from "./table-key";

/** Partition keys: a receiving rule's, or a mailbox's, contains the address. */
const RULES = `${RULE_PREFIX}*`;
const MAILBOXES = `${MAILBOX_PREFIX}*`;

/** To read the receiving rules that forward to a mailbox; nothing if the stack does not use them. */
export function readReceivingRules({ settings, store }: Pick<Foundation, "settings" | "store">): Grant {
  if (settings.receivingRules === "none") return NOTHING;
  return {
    environment: {},
    statements: [
      on(store, "ReadRules", ["dynamodb:BatchGetItem", "dynamodb:GetItem"], [RULES, RULE_SCAN_PK]),
      on(store, "FindRules", ["dynamodb:Query"], [MAILBOXES, RULE_INDEX_PK]),
      ...tableKey(store, "ReadRules"),
    ],
  };
}

/**
 * To keep our index of the rules up to date, and to search the table for rules. A scan cannot be limited to partitions; this
 * one can read keys only: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html.
 * Whoever stops using the rules still forgets that the table was searched.
 */
export function followReceivingRules({ settings, store }: Pick<Foundation, "settings" | "store">): Grant {
  const forget = on(store, "ForgetSearch", ["dynamodb:DeleteItem"], [RULE_SCAN_PK]);
  if (settings.receivingRules === "none") return { environment: {}, statements: [forget] };
  const index = [MAILBOXES, RULE_INDEX_PK];
  const scan: PolicyStatement = {
    Sid: "SearchRules",
    Effect: "Allow",
    Action: "dynamodb:Scan",
    Resource: store.tableArn,
    Condition: {
      "ForAllValues:StringEquals": { "dynamodb:Attributes": ["PK", "SK"] },
      StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
    },
  };
  return {
    environment: {},
    statements: [
      forget,
      ...readReceivingRules({ settings, store }).statements,
      on(store, "ReadIndex", ["dynamodb:BatchGetItem"], [RULE_INDEX_PK]),
      on(store, "WriteIndex", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], index),
      on(store, "FindLongRules", ["dynamodb:Query"], [LONG_RULE_PK]),
      on(store, "NoteLongRules", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], [LONG_RULE_PK]),
      on(store, "NoteSearch", ["dynamodb:UpdateItem"], [RULE_SCAN_PK]),
      scan,
    ],
  };
}

const NOTHING: Grant = { environment: {}, statements: [] };

function on(
  { tableArn }: Pick<Foundation["store"], "tableArn">,
  Sid: string,
  Action: string[],
  keys: string[],
): PolicyStatement {
  const Condition = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } };
  return { Sid, Effect: "Allow", Action, Resource: tableArn, Condition };
}
