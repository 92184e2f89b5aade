import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { patternOfRule, RULE_PREFIX, RULE_SCAN_PK, RULE_SCAN_SK } from "../../../records/receiving-rules";
import { itemKey, keyAttributes } from "../../shared/read-items";

/** What a search works with. All throw AWS's errors. */
export interface SearchPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
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
 * Searches the table for receiving rules that the stream will not report because they were there before. Continues where
 * the last part ended; safe to run twice at the same time. Reads the items' keys only.
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
        FilterExpression: "begins_with(#PK, :prefix)",
        ExpressionAttributeNames: { "#PK": "PK", "#SK": "SK" },
        ExpressionAttributeValues: { ":prefix": { S: RULE_PREFIX } },
        Select: "SPECIFIC_ATTRIBUTES",
        Limit: MAX_PAGE_ITEMS,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    const patterns = (page.Items ?? []).flatMap(item => patternOfRule(itemKey(item)) ?? []);
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

/** The stack no longer uses receiving rules: what was found will be out of date by the time that it does again. */
export async function forgetSearch({
  dynamodb,
  table,
}: Pick<SearchPorts, "dynamodb" | "table">): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: KEY }));
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

/** Whether the whole table was searched at least once. */
export async function isSearched(ports: Pick<SearchPorts, "dynamodb" | "table">): Promise<boolean> {
  const { round } = await readState(ports);
  return round === 2;
}

async function readState({ dynamodb, table }: Pick<SearchPorts, "dynamodb" | "table">): Promise<State> {
  const { Item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  return {
    round: Item.round?.N === undefined ? undefined : Number(Item.round.N),
    after: Item.after?.M,
    done: Item.checked_at !== undefined,
  };
}

/** @returns false if another part has begun the next round meanwhile */
function continueFrom(
  ports: SearchPorts,
  round: number,
  after: Record<string, AttributeValue>,
): Promise<boolean> {
  return update(ports, "SET #after = :after, round = :round", round, { ":after": { M: after } });
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
