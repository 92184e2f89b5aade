import type { PolicyStatement } from "@pulumi/aws/iam";
import {
  ADDRESS_PK_PREFIX,
  COUNT_PK_PREFIX,
  DIGEST_PK,
  EVENT_PK_PREFIX,
  EXPIRED_PK,
  MARK_PK_PREFIX,
  TOTAL_PK,
  UNCOUNTED_PK,
} from "../../records/email-events";
import { BREAKER_PK, FEEDBACK_PK_PREFIX, SOURCE_PK_PREFIX } from "../../records/circuit-breaker";
import { CREDENTIAL_PK, ENABLED_PK, HOLD_PK, SUPPRESSION_PK } from "../../records/keys";
import { type Store, TTL_ATTRIBUTE } from "../store";
import type { Grant } from "./grant";
import { tableKey } from "./table-key";

const EVENTS = `${EVENT_PK_PREFIX}*`;
const ADDRESSES = `${ADDRESS_PK_PREFIX}*`;
const MARKS = `${MARK_PK_PREFIX}*`;
const COUNTS = `${COUNT_PK_PREFIX}*`;
const FEEDBACK = `${FEEDBACK_PK_PREFIX}*`;
const SOURCES = `${SOURCE_PK_PREFIX}*`;

/** To record events: no request can reach a credential, a hold or a configuration. */
export function recordEmailEvents(store: Store): Grant<"TABLE_NAME"> {
  const on = statementsOf(store);
  return {
    environment: { TABLE_NAME: store.tableName },
    statements: [
      on("RecordEvents", ["dynamodb:UpdateItem"], [EVENTS, ADDRESSES, UNCOUNTED_PK, SUPPRESSION_PK]),
      on("MarkEvents", ["dynamodb:BatchWriteItem"], [MARKS, FEEDBACK, SOURCES, SUPPRESSION_PK]),
      on("ReadSuppressions", ["dynamodb:GetItem"], [SUPPRESSION_PK]),
      ...countStatements(store),
      ...tableKey(store, "RecordEvents"),
    ],
  };
}

/** To find what is new for the daily digests, and to note what they were about. */
export function sendDigests(store: Store): Grant<"TABLE_NAME"> {
  const on = statementsOf(store);
  return {
    environment: { TABLE_NAME: store.tableName },
    statements: [
      on("ReadSuppressing", ["dynamodb:Query"], [EVENTS]),
      on("NoteDigests", ["dynamodb:GetItem", "dynamodb:UpdateItem"], [DIGEST_PK]),
    ],
  };
}

/** To delete in the table what DynamoDB does not remove by itself. */
export function deleteExpiredItems(store: Store): Grant<"DELETE_EXPIRED"> {
  const on = statementsOf(store);
  const suppressions = [
    on("FindExpiredSuppressions", ["dynamodb:Query"], [SUPPRESSION_PK]),
    on("DeleteSuppressions", ["dynamodb:DeleteItem"], [SUPPRESSION_PK]),
  ];
  if (store.removesExpired)
    return store.ttlAttribute === TTL_ATTRIBUTE
      ? { environment: { DELETE_EXPIRED: "nothing" }, statements: [] }
      : { environment: { DELETE_EXPIRED: "suppressions" }, statements: suppressions };
  return {
    environment: { DELETE_EXPIRED: "everything" },
    statements: [
      on("FindExpired", ["dynamodb:Query"], [EVENTS, FEEDBACK, SOURCES, BREAKER_PK]),
      on("DeleteExpired", ["dynamodb:BatchWriteItem"], [EVENTS, ADDRESSES, COUNTS, BREAKER_PK]),
      on("NoteProgress", ["dynamodb:GetItem", "dynamodb:UpdateItem"], [EXPIRED_PK]),
      ...suppressions,
    ],
  };
}

/** To record messages that a login may not have sent, and that they were announced. */
export function recordViolations(store: Store): Grant<"TABLE_NAME"> {
  const on = statementsOf(store);
  return {
    environment: { TABLE_NAME: store.tableName },
    statements: [
      on("RecordViolations", ["dynamodb:UpdateItem"], [EVENTS, ADDRESSES]),
      ...tableKey(store, "RecordViolations"),
    ],
  };
}

/** To read events, counts and the suppression list, and to change the list. */
export function readEmailEvents(store: Store): Grant<"TABLE_NAME"> {
  const on = statementsOf(store);
  return {
    environment: { TABLE_NAME: store.tableName },
    statements: [
      on("ReadEvents", ["dynamodb:Query"], [EVENTS, SUPPRESSION_PK]),
      on("FindSuppressions", ["dynamodb:GetItem"], [SUPPRESSION_PK]),
      on("AddSuppressions", ["dynamodb:BatchWriteItem"], [SUPPRESSION_PK]),
      on("LiftSuppressions", ["dynamodb:DeleteItem"], [SUPPRESSION_PK]),
      ...countStatements(store),
      ...tableKey(store, "ReadEvents"),
    ],
  };
}

/** To examine what logins send: counts, hashes, and which logins are held. No request can reach a password. */
export function examineLogins(store: Store): Grant<"TABLE_NAME"> {
  const on = statementsOf(store);
  const attributes = {
    "ForAllValues:StringEquals": {
      "dynamodb:LeadingKeys": [CREDENTIAL_PK],
      "dynamodb:Attributes": ["PK", "SK", "status"],
    },
    StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
  };
  return {
    environment: { TABLE_NAME: store.tableName },
    statements: [
      on("ReadHolds", ["dynamodb:BatchGetItem"], [HOLD_PK, ENABLED_PK, UNCOUNTED_PK]),
      on("ReadFeedback", ["dynamodb:Query"], [FEEDBACK, SOURCES]),
      on("NoteSuspensions", ["dynamodb:GetItem", "dynamodb:UpdateItem"], [BREAKER_PK]),
      {
        Sid: "CountLogins",
        Effect: "Allow",
        Action: "dynamodb:Query",
        Resource: store.tableArn,
        Condition: attributes,
      },
      ...countStatements(store),
      ...tableKey(store, "ExamineLogins"),
    ],
  };
}

/** To count marks, which anyone does who needs current numbers. */
function countStatements(store: Store): PolicyStatement[] {
  const on = statementsOf(store);
  return [
    on("FindMarks", ["dynamodb:Query"], [MARKS, UNCOUNTED_PK, COUNTS, TOTAL_PK]),
    on("ReadCounts", ["dynamodb:GetItem"], [COUNTS]),
    on("WriteCounts", ["dynamodb:UpdateItem"], [COUNTS, TOTAL_PK]),
    on("ForgetCounted", ["dynamodb:DeleteItem"], [UNCOUNTED_PK]),
  ];
}

/** Limited to partitions whose keys begin with a prefix, or are one: `*` matches the rest of a key. */
function statementsOf({ tableArn }: Store) {
  return (Sid: string, Action: string[], keys: string[]): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: tableArn,
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } },
  });
}
