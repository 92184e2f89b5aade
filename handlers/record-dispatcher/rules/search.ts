import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { OTHER_LAYOUT_PREFIX, usernameOfOtherLayout } from "../../../records/other-layout";
import { patternOfRule, RULE_PREFIX, RULE_SCAN_PK, RULE_SCAN_SK } from "../../../records/receiving-rules";
import { itemKey, keyAttributes } from "../../shared/read-items";

/** What a search works with. All throw AWS's errors. */
export interface SearchPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  /** Whether the stack uses receiving rules; if not, only records of another system are searched for. */
  withRules: boolean;
  /** Notes records in the second layout of another system. */
  noteLogins(usernames: readonly string[]): Promise<void>;
  /** Brings the index up to date with these rules. */
  follow(patterns: readonly string[]): Promise<void>;
  /** Has the manager look at every login that names a mailbox. */
  announce(): Promise<void>;
  /** Books the next part of the search. */
  book(atMs: number): Promise<void>;
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Where a search is. */
interface State {
  /** It left rules out. */
  withoutRules: boolean;
  /** 1, or 2 for the second look; undefined if none was begun. */
  round: number | undefined;
  after: Record<string, AttributeValue> | undefined;
  done: boolean;
}

/** Items read in one page: a page of large items ends at 1 MB, which is 128 read units. */
const MAX_PAGE_ITEMS = 2_000;

/** Between pages, so that a large table's search takes a small share of its throughput. */
const PAUSE_MS = 100;

/**
 * A changed filter of an event source mapping takes effect within minutes, and changes of that time are never delivered:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html. So the table is searched twice.
 */
const SECOND_ROUND_AFTER_MS = 15 * 60_000;

const KEY = keyAttributes({ PK: RULE_SCAN_PK, SK: RULE_SCAN_SK });

/**
 * Searches the table for receiving rules, and for records in the second layout of another system, that the stream will not
 * report because they were there before. Continues where the last part ended; safe to run twice at the same time. Reads the items' keys only.
 *
 * @param untilMs when to stop, and book the next part
 * @throws AWS's error
 */
export async function searchForRules(ports: SearchPorts, untilMs: number): Promise<void> {
  const { round = 1, after, done } = await readState(ports);
  if (done) return;
  let from = after;
  do {
    const page = await ports.dynamodb.send(
      new ScanCommand({
        TableName: ports.table,
        ProjectionExpression: "#PK, #SK",
        FilterExpression: "begins_with(#PK, :rule) OR begins_with(#PK, :login)",
        ExpressionAttributeNames: { "#PK": "PK", "#SK": "SK" },
        ExpressionAttributeValues: { ":rule": { S: RULE_PREFIX }, ":login": { S: OTHER_LAYOUT_PREFIX } },
        Select: "SPECIFIC_ATTRIBUTES",
        Limit: MAX_PAGE_ITEMS,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    const keys = (page.Items ?? []).map(itemKey);
    await ports.noteLogins(keys.flatMap(key => usernameOfOtherLayout(key) ?? []));
    const patterns = ports.withRules ? keys.flatMap(key => patternOfRule(key) ?? []) : [];
    if (patterns.length > 0) await ports.follow(patterns);
    from = page.LastEvaluatedKey;
    if (from === undefined) break;
    if (!(await continueFrom(ports, round, from))) return;
    await ports.sleep(PAUSE_MS);
  } while (ports.now() < untilMs);
  if (from !== undefined) return ports.book(ports.now());
  await finish(ports, round);
}

/** The first round's end is what makes every `*@domain` count: until then, it is not known what it must leave out. */
async function finish(ports: SearchPorts, round: number): Promise<void> {
  if (!ports.withRules) return finishWithoutRules(ports, round);
  if (round === 1) await ports.book(ports.now() + SECOND_ROUND_AFTER_MS);
  const at = new Date(ports.now()).toISOString();
  const set =
    round === 1
      ? "SET round = :next, completed_at = :at REMOVE #after"
      : "SET checked_at = :at REMOVE #after";
  const isMine = await update(ports, set, round, {
    ":at": { S: at },
    ...(round === 1 && { ":next": { N: "2" } }),
  });
  if (isMine && round === 1) await ports.announce();
}

/** Records that were written while the stream's filter did not hear them yet are found by the next search. */
async function finishWithoutRules(ports: SearchPorts, round: number): Promise<void> {
  const values = { ":at": { S: new Date(ports.now()).toISOString() }, ":yes": { BOOL: true } };
  await update(ports, "SET checked_at = :at, without_rules = :yes REMOVE #after", round, values);
}

/**
 * Before a search that is wanted: what was found while the stack did not use receiving rules, or before it stopped using
 * them, is not all that it needs now, or may be out of date.
 *
 * @returns whether the table was searched already
 */
export async function prepareSearch({
  dynamodb,
  table,
  withRules,
}: Pick<SearchPorts, "dynamodb" | "table" | "withRules">): Promise<boolean> {
  const { round, done, withoutRules } = await readState({ dynamodb, table });
  const isOther = (round !== undefined || done) && withRules === withoutRules;
  if (isOther) await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: KEY }));
  return !isOther && (withRules ? round === 2 : done);
}

/** Searches once more from the beginning: changes may have been lost. What is known stays in effect meanwhile. */
export async function searchAgain({
  dynamodb,
  table,
}: Pick<SearchPorts, "dynamodb" | "table">): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: KEY,
      UpdateExpression: "REMOVE #after, checked_at",
      ExpressionAttributeNames: { "#after": "after" },
    }),
  );
}

async function readState({ dynamodb, table }: Pick<SearchPorts, "dynamodb" | "table">): Promise<State> {
  const { Item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  return {
    round: Item.round?.N === undefined ? undefined : Number(Item.round.N),
    after: Item.after?.M,
    done: Item.checked_at !== undefined,
    withoutRules: Item.without_rules !== undefined,
  };
}

/** @returns false if another part has begun the next round meanwhile */
function continueFrom(
  ports: SearchPorts,
  round: number,
  after: Record<string, AttributeValue>,
): Promise<boolean> {
  const values = { ":after": { M: after } };
  if (ports.withRules) return update(ports, "SET #after = :after, round = :round", round, values);
  const marked = { ...values, ":yes": { BOOL: true } };
  return update(ports, "SET #after = :after, round = :round, without_rules = :yes", round, marked);
}

async function update(
  { dynamodb, table }: SearchPorts,
  UpdateExpression: string,
  round: number,
  values: Record<string, AttributeValue>,
): Promise<boolean> {
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: KEY,
        UpdateExpression,
        ConditionExpression: "attribute_not_exists(round) OR round = :round",
        ExpressionAttributeNames: { "#after": "after" },
        ExpressionAttributeValues: { ...values, ":round": { N: String(round) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
