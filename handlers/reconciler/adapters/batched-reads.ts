import { type DynamoDBClient, GetItemCommand, type GetItemCommandOutput } from "@aws-sdk/client-dynamodb";
import { itemKey, readItems } from "../../shared/read-items";

/** Long enough to gather the reads of usernames in parallel, short compared with the time until a login works. */
const WINDOW_MS = 50;

/** Runs `act` after the other reads of the same moment, or a little later. */
function later(act: () => void, several: boolean): void {
  if (several) setTimeout(act, WINDOW_MS);
  else queueMicrotask(act);
}

interface Read {
  command: GetItemCommand;
  resolve: (output: Pick<GetItemCommandOutput, "Item">) => void;
  reject: (error: unknown) => void;
}

/**
 * A client that combines consistent reads of whole items made at almost the same time into one BatchGetItem. An event
 * has up to 100 usernames, each with two items; BatchGetItem takes 100 keys.
 *
 * @param dynamodb makes all other calls, and reads the keys that DynamoDB left unprocessed
 * @param several whether usernames read in parallel, so that it pays to wait
 */
export function batchReads(
  dynamodb: Pick<DynamoDBClient, "send">,
  several: boolean,
): Pick<DynamoDBClient, "send"> {
  let gathered: Read[] = [];
  const send = async (command: object): Promise<unknown> => {
    if (!(command instanceof GetItemCommand) || !isWholeAndConsistent(command))
      return dynamodb.send(command as GetItemCommand);
    return new Promise<unknown>((resolve, reject) => {
      gathered.push({ command, resolve, reject });
      if (gathered.length > 1) return;
      later(() => {
        const reads = gathered;
        gathered = [];
        void readAll(dynamodb, reads);
      }, several);
    });
  };
  return { send: send as DynamoDBClient["send"] };
}

function isWholeAndConsistent({ input }: GetItemCommand): boolean {
  return input.ConsistentRead === true && input.ProjectionExpression === undefined;
}

async function readAll(dynamodb: Pick<DynamoDBClient, "send">, reads: readonly Read[]): Promise<void> {
  const [first, ...others] = reads;
  if (first === undefined) return;
  if (others.length === 0) return readOne(dynamodb, first);
  try {
    const keyOf = ({ command: { input } }: Read) => itemKey(input.Key ?? {});
    const items = await readItems(dynamodb, first.command.input.TableName ?? "", reads.map(keyOf));
    for (const read of reads) {
      const Item = items.get(keyOf(read));
      if (items.isUnprocessed(keyOf(read))) void readOne(dynamodb, read);
      else read.resolve(Item ? { Item } : {});
    }
  } catch (error) {
    for (const { reject } of reads) reject(error);
  }
}

async function readOne(
  dynamodb: Pick<DynamoDBClient, "send">,
  { command, resolve, reject }: Read,
): Promise<void> {
  await dynamodb.send(command).then(resolve, reject);
}
