import type { PolicyStatement } from "@pulumi/aws/iam";
import { OTHER_LAYOUT_INDEX_PK, OTHER_LAYOUT_PREFIX } from "../../records/other-layout";
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
 * To search the table for items of another system, once, and to keep our indexes of its rules and logins up to date. A scan
 * cannot be limited to partitions; this one can read keys only:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html.
 */
export function followOtherItems({ settings, store }: Pick<Foundation, "settings" | "store">): Grant {
  const scan: PolicyStatement = {
    Sid: "SearchTable",
    Effect: "Allow",
    Action: "dynamodb:Scan",
    Resource: store.tableArn,
    Condition: {
      "ForAllValues:StringEquals": { "dynamodb:Attributes": ["PK", "SK"] },
      StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
    },
  };
  const search = [
    scan,
    on(
      store,
      "NoteSearch",
      ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:UpdateItem"],
      [RULE_SCAN_PK],
    ),
    on(store, "ReadOtherLogins", ["dynamodb:BatchGetItem"], [`${OTHER_LAYOUT_PREFIX}*`]),
    on(
      store,
      "NoteOtherLogins",
      ["dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:UpdateItem"],
      [OTHER_LAYOUT_INDEX_PK],
    ),
  ];
  if (settings.receivingRules === "none")
    return { environment: {}, statements: [...search, ...tableKey(store, "SearchTable")] };
  const index = [MAILBOXES, RULE_INDEX_PK];
  return {
    environment: {},
    statements: [
      ...search,
      ...readReceivingRules({ settings, store }).statements,
      on(store, "ReadIndex", ["dynamodb:BatchGetItem"], [RULE_INDEX_PK]),
      on(store, "WriteIndex", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], index),
      on(store, "FindLongRules", ["dynamodb:Query"], [LONG_RULE_PK]),
      on(store, "NoteLongRules", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], [LONG_RULE_PK]),
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
