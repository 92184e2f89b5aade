import { isDeepStrictEqual } from "node:util";
import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CHANGED_BY } from "../../records/credential";
import { credentialKey } from "../../records/keys";
import { readItems } from "./read-items";

/** The attributes that show whether a record stops a login, and whose request it is. */
export interface RecordStatus {
  status?: AttributeValue;
  failure?: AttributeValue;
  compromised_at?: AttributeValue;
  compromised_for?: AttributeValue;
  /** Who changed it last through the API, and when. */
  changed_by?: AttributeValue;
}

/** What {@link readStatuses} reads; a role needs no more. */
export const STATUS_ATTRIBUTES = [
  "PK",
  "SK",
  "status",
  "failure",
  "compromised_at",
  "compromised_for",
  CHANGED_BY,
] as const;

/**
 * Disabled, removed, reported as compromised, or set to `failed` by anyone but the manager, which notes the request that
 * failed in `of`.
 *
 * @param record undefined if it does not exist or could not be read, which also counts as a stop
 */
export function stopsLogin(record: RecordStatus | undefined): boolean {
  if (record === undefined || record.status?.S === "disabled") return true;
  const { compromised_at, compromised_for } = record;
  if (compromised_at !== undefined && !isDeepStrictEqual(compromised_at, compromised_for)) return true;
  return record.status?.S === "failed" && record.failure?.M?.of === undefined;
}

/**
 * Reads, in one consistent call, what {@link RecordStatus} holds of each record.
 *
 * @param usernames each once, at most 100: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 * @returns by username; those without a record are absent, and those that DynamoDB left unprocessed when throttled
 * @throws AWS's error
 */
export async function readStatuses(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  usernames: readonly string[],
): Promise<Map<string, RecordStatus>> {
  const items = await readItems(dynamodb, table, usernames.map(credentialKey), STATUS_ATTRIBUTES);
  const statuses = new Map<string, RecordStatus>();
  for (const username of usernames) {
    const item = items.get(credentialKey(username));
    if (item === undefined) continue;
    statuses.set(username, item);
  }
  return statuses;
}
