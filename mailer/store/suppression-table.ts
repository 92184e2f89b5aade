import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type ItemKey, suppressionItemKey } from "../../records/keys";
import type { Suppression, SuppressionList } from "../suppression/types";

/** BatchGetItem's limit. */
const MAX_KEYS = 100;
/** How often to ask again for keys that DynamoDB did not process; then the list counts as unavailable. */
const MAX_ROUNDS = 5;

type Item = Readonly<Record<string, unknown>>;

/** The suppression list in the single table: `SUPPRESSION`, `EMAIL#{address in lower case}`. */
export class TableSuppressionList implements SuppressionList {
  private readonly documents: DynamoDBDocumentClient;

  constructor(
    client: DynamoDBClient,
    private readonly table: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.documents = DynamoDBDocumentClient.from(client);
  }

  async find(addresses: readonly string[]): Promise<readonly Suppression[]> {
    const byKey = new Map(addresses.map(address => [suppressionItemKey(address).SK, address]));
    const keys = [...byKey.values()].map(suppressionItemKey);
    const found: Suppression[] = [];
    for (let from = 0; from < keys.length; from += MAX_KEYS) {
      const items = await this.read(keys.slice(from, from + MAX_KEYS));
      for (const item of items) found.push(toSuppression(byKey.get(String(item.SK)) ?? "", item));
    }
    return found.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > this.now());
  }

  private async read(wanted: readonly ItemKey[]): Promise<Item[]> {
    const items: Item[] = [];
    let keys: Item[] = wanted.map(key => ({ ...key }));
    for (let round = 0; keys.length > 0; round++) {
      if (round === MAX_ROUNDS)
        throw new Error(`${this.table}: DynamoDB left ${keys.length} keys unprocessed`);
      const answer = await this.documents.send(
        new BatchGetCommand({ RequestItems: { [this.table]: { Keys: keys } } }),
      );
      items.push(...(answer.Responses?.[this.table] ?? []));
      keys = answer.UnprocessedKeys?.[this.table]?.Keys ?? [];
    }
    return items;
  }
}

function toSuppression(address: string, { reason, source, created_at, expires_at }: Item): Suppression {
  const createdAt = time(created_at);
  const expiresAt = time(expires_at);
  return {
    address,
    reason: typeof reason === "string" ? reason : "unknown",
    ...(typeof source === "string" && { source }),
    ...(createdAt && { createdAt }),
    ...(expiresAt && { expiresAt }),
  };
}

/** ISO 8601, or seconds since 1970 as in DynamoDB's TTL. An unreadable time does not end a suppression. */
function time(value: unknown): Date | undefined {
  const date =
    typeof value === "number"
      ? new Date(value * 1_000)
      : typeof value === "string"
        ? new Date(value)
        : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}
