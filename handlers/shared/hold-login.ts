import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { enabledKey, holdKey } from "../../records/keys";
import { keyAttributes } from "./read-items";

/** Why a login is held, and by whom. */
export interface HoldRequest {
  /** A sentence for a person, without a period at its end. */
  reason: string;
  /** Where it can be looked up, such as an ARN. */
  evidence: string;
  by: string;
  at: Date;
}

/**
 * Suspends a login, unless a hold stops it already: that one stays. A hold whose compromise was handled stops nothing,
 * and is replaced.
 *
 * @returns whether the hold is new
 * @throws AWS's error
 */
export async function holdLogin(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  username: string,
  request: HoldRequest,
): Promise<boolean> {
  try {
    await dynamodb.send(new UpdateItemCommand(holding(table, username, request, STOPS_NOTHING)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** What became of a request to hold a login. */
export type HoldOutcome =
  | { kind: "new" }
  /** Another hold stops it. `at`: since when, in milliseconds since 1970; NaN if that is not known. */
  | { kind: "held"; at: number }
  | { kind: "enabled since" };

/**
 * The same for something that happened at `since`: nothing changes if the login was enabled later, or replaced after a
 * compromise, whatever else happens at the same time.
 *
 * @throws AWS's error, also if somebody else writes one of the items at the same time
 */
export async function holdLoginSince(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  username: string,
  since: Date,
  request: HoldRequest,
): Promise<HoldOutcome> {
  const hold = holding(table, username, request, "(attribute_not_exists(PK) OR done_at < :since)");
  const ExpressionAttributeValues = { ":since": { S: since.toISOString() } };
  const enabled = {
    TableName: table,
    Key: keyAttributes(enabledKey(username)),
    ConditionExpression: "attribute_not_exists(PK) OR #at < :since",
    ExpressionAttributeNames: { "#at": "at" },
    ExpressionAttributeValues,
  };
  try {
    const Update = {
      ...hold,
      ExpressionAttributeValues: { ...hold.ExpressionAttributeValues, ...ExpressionAttributeValues },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    await dynamodb.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Update }, { ConditionCheck: enabled }] }),
    );
    return { kind: "new" };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const [held, lifted] = error.CancellationReasons ?? [];
    if (lifted?.Code === FAILED || held?.Item?.done_at !== undefined) return { kind: "enabled since" };
    if (held?.Code === FAILED) return { kind: "held", at: Date.parse(held.Item?.at?.S ?? "") };
    throw error;
  }
}

/** The code of a condition that does not hold: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const FAILED = "ConditionalCheckFailed";

const STOPS_NOTHING = "attribute_not_exists(PK) OR attribute_exists(done_at)";

function holding(table: string, username: string, { at, ...request }: HoldRequest, condition: string) {
  const values = { kind: "suspended", at: at.toISOString(), ...request };
  const names = Object.keys(values);
  return {
    TableName: table,
    Key: keyAttributes(holdKey(username)),
    UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(", ")} REMOVE done_at`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`:${name}`, { S: value }]),
    ),
  };
}
